// Nine octets in and out.
import HTTP
import Testing

@testable import HTTP2

@Suite struct FrameHeaderTests {
    private func read(_ octets: [UInt8]) -> FrameHeader {
        GuardedBytes(octets).withSpan { FrameHeader($0, at: octets.count - 9) }
    }

    @Test func `a header is read to its last octet`() {
        let header = read(octets("000001 00 00 00000001"))
        #expect(header.length == 1 && header.stream == 1 && header.flags == [])
        let other = read(octets("ff ff 010203 01 05 7fffffff"))
        #expect(
            other
                == FrameHeader(
                    .headers, length: 0x010203, flags: [.endStream, .endHeaders],
                    stream: 0x7fff_ffff))
    }

    @Test func `the reserved bit is ignored`() {
        #expect(read(octets("000000 00 00 80000003")).stream == 3)
        #expect(read(octets("000000 00 00 ffffffff")).stream == 0x7fff_ffff)
    }

    @Test func `an unknown type and unknown flags are kept as they are`() {
        let header = read(octets("ffffff fa ff 00000000"))
        #expect(header.type == 0xfa && header.flags.rawValue == 0xff && header.length == 0xff_ffff)
    }

    @Test(arguments: [0, 1, 255, 256, 16_384, 0xff_ffff])
    func `what is written is read again`(_ length: Int) {
        for stream in [0, 1, 0x7fff_ffff] as [UInt32] {
            let header = FrameHeader(
                .data, length: length, flags: [.endStream, .padded], stream: stream)
            let output = OutputBuffer(capacity: 9)
            output.append(header)
            #expect(output.withSpan { FrameHeader($0, at: 0) } == header && output.count == 9)
        }
    }

    @Test func `types and errors have the numbers of the RFC`() {
        let types: [FrameType] = [
            .data, .headers, .priority, .resetStream, .settings, .pushPromise, .ping, .goAway,
            .windowUpdate, .continuation,
        ]
        #expect(types.map(\.rawValue) == [UInt8](0...9))
        #expect(ErrorCode.streamClosed.rawValue == 5 && ErrorCode.enhanceYourCalm.rawValue == 0xb)
        #expect(ErrorCode.http11Required.rawValue == 0xd)
    }

    @Test func `control frames are written as the RFC draws them`() {
        let output = OutputBuffer(capacity: 100)
        output.appendReset(of: 5, .refusedStream)
        output.appendWindowUpdate(of: 0, by: 0x0102_0304)
        output.appendGoAway(last: 7, .enhanceYourCalm)
        output.appendSettings([(.maxConcurrentStreams, 100)])
        output.appendSettingsAcknowledgement()
        let expected = [
            "000004 03 00 00000005 00000007", "000004 08 00 00000000 01020304",
            "000008 07 00 00000000 00000007 0000000b", "000006 04 00 00000000 0003 00000064",
            "000000 04 01 00000000",
        ]
        #expect(output.withSpan { [UInt8]($0) } == expected.flatMap(octets))
    }

    @Test func `a PING is answered with its own octets`() {
        let output = OutputBuffer(capacity: 17)
        GuardedBytes(octets("'abcdefgh'")).withSpan { output.appendPingAnswer($0) }
        #expect(output.withSpan { [UInt8]($0) } == octets("000008 06 01 00000000 'abcdefgh'"))
    }
}
