// Bugs that other servers had, each with a test of its own. What lies in a table of cases as well
// is here under its name.
import HTTP
import Testing

@testable import HTTP2

@Suite struct KnownBugsTests {
    func stream(_ turn: Int) -> UInt32 { UInt32(2 * turn + 1) }

    /// golang/go#63417 (CVE-2023-39325), hyperium/h2#668.
    @Test func `a rapid reset leaves nothing behind`() {
        let connection = TestConnection(bodyBytes: 40_000)
        for turn in 0..<3000 {
            connection.receive(post(stream(turn)) + resetStream(stream(turn)))
            #expect(connection.openStreams == 0 && connection.heldBytes < 2048)
        }
        #expect(!connection.isEnded)
    }

    /// The same where nobody reads the answers: they stop being composed.
    @Test func `a rapid reset without reading is not answered for ever`() {
        let connection = TestConnection(bodyBytes: 10_000)
        connection.room = 0
        for turn in 0..<3000 where !connection.isEnded {
            connection.receive(get(stream(turn)) + resetStream(stream(turn)))
        }
        #expect(connection.pendingBytes < 2 * TestConnection.most)
    }

    /// h2o/h2o#3502 (CVE-2025-8671), c4punks/CWIST#97.
    @Test(arguments: [0, 0x7fff_ffff] as [UInt32])
    func `a peer that makes us reset is not humoured for long`(_ increment: UInt32) {
        let connection = TestConnection(bodyBytes: 100)
        var turn = 0
        while !connection.isEnded, turn < 2000 {
            connection.receive(
                post(stream(turn)) + windowUpdate(stream(turn), increment) + windowUpdate(0, 100))
            turn += 1
        }
        #expect(turn < 500 && connection.openStreams == 0)
        #expect(connection.words.last?.hasSuffix("enhanceYourCalm") == true)
    }

    /// The same by way of streams that are refused.
    @Test func `a peer that goes on opening streams is not humoured for long`() {
        let connection = TestConnection()
        var turn = 0
        while !connection.isEnded, turn < 2000 {
            connection.receive(post(stream(turn)))
            turn += 1
        }
        #expect(turn == 100 + 251)
        #expect(connection.words.last?.hasSuffix("enhanceYourCalm") == true)
    }

    /// hyperium/hyper#3782.
    @Test func `the limit of streams is in force`() {
        let connection = TestConnection()
        connection.receive((0..<100).flatMap { post(stream($0)) })
        #expect(connection.takeWords() == (0..<100).map { "answer \(stream($0))." })
        connection.receive(post(stream(100)))
        #expect(connection.takeWords() == ["reset \(stream(100)) refusedStream"])
        connection.receive(data(1, 1, isLast: true) + post(stream(101)))
        #expect(connection.takeWords() == ["answer \(stream(101))."])
        #expect(connection.openStreams == 100 && connection.heldBytes < 8192)
    }

    /// hyperium/h2#758 (CVE-2024-2758 and its like), oven-sh/bun#36410, envoyproxy/envoy#33513.
    @Test func `empty CONTINUATION frames are not read for ever`() {
        let connection = TestConnection()
        connection.receive(frame(1, 1, "82"))
        for _ in 0..<8 { connection.receive(frame(9, 1, [])) }
        #expect(!connection.isEnded)
        connection.receive(frame(9, 1, []))
        #expect(connection.words == ["goaway 0 enhanceYourCalm"])
    }

    /// golang/vulndb#2268.
    @Test func `a SETTINGS frame of 2400 settings is not read`() {
        let connection = TestConnection()
        connection.receive(frame(4, 0, (0..<2400).flatMap { _ in octets("0004 00001000") }))
        #expect(connection.words == ["goaway 0 enhanceYourCalm"])
    }

    /// haproxy/haproxy#471.
    @Test func `a body is as long as it says`() {
        for (length, sizes) in [(5, [3, 1]), (5, [3, 3]), (0, [1]), (1, [0])] {
            let connection = TestConnection()
            connection.receive(post(1, length: length))
            for (index, size) in sizes.enumerated() {
                connection.receive(data(1, size, isLast: index == sizes.count - 1))
            }
            #expect(connection.words == ["reset 1 protocolError"])
        }
    }

    /// haproxy/haproxy#410.
    @Test func `DATA after our early answer is no error`() {
        let connection = TestConnection(bodyBytes: 17)
        connection.receive(post(1))
        #expect(connection.words == ["answer 1", "data 1 17."])
        for _ in 0..<100 { connection.receive(data(1, 1000)) }
        connection.receive(data(1, 1, isLast: true) + get(3))
        #expect(connection.words == ["answer 1", "data 1 17.", "answer 3", "data 3 17."])
    }

    /// sozu-proxy/sozu#1396, apache/brpc#3542.
    @Test func `the block of a refused stream is decoded`() {
        let connection = TestConnection()
        connection.receive((0..<100).flatMap { post(stream($0)) })
        // It puts an authority into the table, and the next request uses it.
        connection.receive(headers(stream(100), "82 87 84 41 01 'b'"))
        connection.receive(data(1, 0, isLast: true) + headers(stream(101), "82 87 84 be"))
        #expect(connection.steps.last == "GET b /")
    }

    /// The same for a malformed one, trailers, and one behind our last GOAWAY.
    @Test func `every block is decoded`() {
        let connection = TestConnection()
        connection.receive(headers(1, "82 84 41 01 'b'"))
        connection.receive(headers(3, "82 87 84 be"))
        connection.receive(post(5) + headers(5, "40 06 'accept' 01 'c'"))
        connection.receive(headers(7, "82 87 84 bf be"))
        #expect(connection.steps == ["GET b /", "POST a /", "GET b / accept=c"])
    }

    /// apache/trafficserver#6748.
    @Test func `a peer without a table is told that we use none`() {
        let connection = TestConnection(
            opening: Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + settingsFrame((1, 0)))
        connection.receive(get(1) + get(3))
        let blocks = SentFrame.all(in: connection.wire).map(\.payload)
        #expect(blocks == [[0x20] + TestConnection.block, TestConnection.block])
        // And nghttp2 is content with it, which it wouldn't be without.
        for (block, isRight) in [(blocks[0], true), (TestConnection.block, false)] {
            let inflater = Inflater()
            inflater.resize(to: 0)
            #expect(inflater.inflate(block) { _, _ in } == isRight)
        }
    }

    /// netty/netty#12988.
    @Test func `a table's size inside of a block is refused`() {
        let connection = TestConnection()
        connection.receive(headers(1, "82 20 87 84 01 01 'a'"))
        #expect(connection.words == ["goaway 0 compressionError"])
    }

    /// envoyproxy/envoy#44749, curl/curl#986, hyperium/hyper#2872.
    @Test func `an upload is not reset, but read to its end`() {
        let connection = TestConnection(bodyBytes: 17)
        connection.receive(post(1))
        for _ in 0..<200 { connection.receive(data(1, 16_384)) }
        connection.receive(data(1, 1, isLast: true))
        #expect(!connection.words.contains { $0.hasPrefix("reset") } && connection.openStreams == 0)
    }

    /// netty/netty#3564, grpc/grpc-go#6019.
    @Test func `a farewell waits until the peer has seen it`() {
        let connection = TestConnection()
        connection.letGo()
        // A request that was on its way when we said it is answered.
        connection.receive(get(1))
        #expect(!connection.isEnded && !connection.isOver)
        connection.session.expire(.farewell, connection.output, now: 1000)
        connection.deliver()
        #expect(connection.words.suffix(2) == ["answer 1.", "goaway 1 noError"])
        #expect(connection.isOver)
    }

    /// igrigorik/http-2#119.
    @Test func `RST_STREAM on a closed stream is no error`() {
        let connection = TestConnection()
        connection.receive(get(1) + resetStream(1) + resetStream(1) + get(3))
        #expect(connection.words == ["answer 1.", "answer 3."])
    }

    /// aspnet/KestrelHttpServer#2703.
    @Test func `the peer's GOAWAY lets answers out`() {
        let connection = TestConnection(bodyBytes: 100_000)
        connection.receive(get(1) + frame(7, 0, "00000000 00000000"))
        connection.receive(windowUpdate(0, 100_000) + windowUpdate(1, 100_000))
        #expect(Received(connection.wire).isWhole(1, 100_000) && !connection.isEnded)
    }

    /// netty/netty#12094, nghttp2/nghttp2#2883.
    @Test func `a doubled pseudo-field or a Host of its own is malformed`() {
        for block in [
            "82 82 87 84 01 01 'a'", "82 87 84 84 01 01 'a'", "82 87 84 01 01 'a' 01 01 'a'",
            "82 87 84 01 01 'a' 0f 17 01 'b'",
        ] {
            let connection = TestConnection()
            connection.receive(headers(1, block))
            #expect(connection.words == ["reset 1 protocolError"])
        }
    }

    /// hyperium/h2#445.
    @Test func `CONNECT has an authority alone`() {
        let connection = TestConnection()
        connection.receive(headers(1, "02 07 'CONNECT' 01 03 'a:1'"))
        connection.receive(headers(3, "02 07 'CONNECT' 87 84 01 03 'a:1'"))
        #expect(connection.words == ["answer 1.", "reset 3 protocolError"])
        #expect(connection.steps == ["CONNECT a:1 a:1"])
    }

    /// twosigma/waiter#872, grpc/grpc-node#2305.
    @Test func `an answer without a body is one HEADERS frame that ends the stream`() {
        let connection = TestConnection(bodyBytes: 0)
        connection.receive(post(1) + data(1, 5, isLast: true))
        let frames = SentFrame.all(in: connection.wire)
        #expect(frames.count == 1 && frames[0].header.flags == [.endHeaders, .endStream])
    }

    /// tempesta-tech/tempesta#1396.
    @Test func `a cookie in crumbs is read`() {
        let connection = TestConnection()
        connection.receive(headers(1, "82 87 84 01 01 'a' 60 03 'b=c' 60 03 'd=e' bf be"))
        #expect(connection.steps == ["GET a /"])
    }

    /// tempesta-tech/tempesta#2627.
    @Test func `a window of one octet lets one octet out`() {
        let connection = TestConnection(bodyBytes: 3, opening: SendingTests.client(window: 1))
        connection.receive(get(1))
        #expect(connection.words == ["answer 1", "data 1 1"])
        connection.receive(windowUpdate(1, 1))
        connection.receive(windowUpdate(1, 1))
        #expect(connection.words == ["answer 1", "data 1 1", "data 1 1", "data 1 1."])
    }
}
