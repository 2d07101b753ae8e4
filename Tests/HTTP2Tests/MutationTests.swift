// Sessions of frames that are right, broken and out of place: no trap, nothing grows, and the same
// is said however the octets come.
//
// `SESSIONS=1000000 swift test -c release -Xswiftc -enable-testing --filter MutationTests` goes on
// for longer.
import Glibc
import HTTP
import Testing

@testable import HTTP2

@Suite struct MutationTests {
    private static let sessions = getenv("SESSIONS").flatMap { Int(String(cString: $0)) } ?? 2000

    /// Frames of all kinds, from the tables of cases, cut out of their sessions.
    private static let frames: [[UInt8]] = SessionCase.all.flatMap { testCase in
        guard testCase.bytes.count > preface.count, testCase.bytes.count < 2000 else {
            return [[UInt8]]()
        }
        let bytes = Array(testCase.bytes[preface.count...])
        return SentFrame.all(in: bytes).map { frame in
            (0..<9).map { frame.header.octets[$0] } + frame.payload
        }
    }

    private func session(_ numbers: inout Numbers) -> [UInt8] {
        var bytes = preface
        if numbers.once(in: 4) { bytes += settingsFrame((4, UInt32(numbers.below(100)))) }
        var stream: UInt32 = 1
        for _ in 0..<numbers.below(30) {
            switch numbers.below(8) {
            case 0, 1: bytes += get(stream)
            case 2: bytes += post(stream, length: numbers.once(in: 2) ? numbers.below(20) : nil)
            case 3:
                bytes += data(
                    stream > 2 && numbers.once(in: 2) ? stream - 2 : stream, numbers.below(30))
            case 4:
                bytes += windowUpdate(numbers.once(in: 2) ? 0 : stream, UInt32(numbers.below(90)))
            case 5: bytes += resetStream(stream)
            default:
                var frame = Self.frames[numbers.below(Self.frames.count)]
                // On a stream there is, mostly.
                if frame[8] != 0, !numbers.once(in: 4) { frame[8] = UInt8(stream & 0xff) }
                bytes += frame
            }
            if !numbers.once(in: 3) { stream += 2 }
        }
        if numbers.once(in: 3) {
            for _ in 0..<1 + numbers.below(4) {
                bytes[numbers.below(bytes.count)] = UInt8(truncatingIfNeeded: numbers.next())
            }
        }
        return bytes
    }

    /// What is said when the octets come in pieces.
    private func run(_ bytes: [UInt8], pieces: [Int], bodyBytes: Int) -> [String] {
        let connection = TestConnection(bodyBytes: bodyBytes, opening: [])
        var start = 0
        for end in pieces + [bytes.count] {
            connection.receive(Array(bytes[start..<end]))
            start = end
            precondition(connection.openStreams <= 100 && connection.heldBytes < 80_000)
        }
        return connection.words + connection.steps
    }

    @Test func `broken sessions end or go on, the same at every split`() {
        var numbers = Numbers(state: 7)
        var ended = 0
        for turn in 0..<Self.sessions {
            let bytes = session(&numbers)
            let whole = run(bytes, pieces: [], bodyBytes: 0)
            if whole.contains(where: { $0.hasPrefix("goaway") }) { ended += 1 }
            let cuts = (0..<numbers.below(6)).map { _ in numbers.below(bytes.count) }.sorted()
            let cut = run(bytes, pieces: cuts, bodyBytes: 0)
            // With bodies, a window may open before or after a stream ends: no trap is enough.
            _ = run(bytes, pieces: cuts, bodyBytes: 40)
            guard whole == cut else {
                Issue.record("session \(turn) \(bytes) at \(cuts): \(whole) and \(cut)")
                return
            }
        }
        // Both kinds were there.
        #expect(ended > Self.sessions / 10 && ended < Self.sessions)
    }
}
