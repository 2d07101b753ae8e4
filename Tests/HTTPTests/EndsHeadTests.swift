// The cheap look whether slowly arriving bytes end a head.
import Testing

@testable import HTTP

@Suite struct EndsHeadTests {
    static let ends = ["\r\n\r\n", "\n\n", "\n\r\n", "a\r\n\r\n", "\r\n\r\nrest"]
    static let others = ["", "\n", "\r\n", "\r\r", "a\r\nb\r\n", "\r\n\r", "\r\n \r\n", "abcdef"]

    @Test(arguments: ends)
    func `an empty line ends a head`(_ text: String) {
        #expect(guarded("GET" + text) { RequestHeadParser.endsHead($0, from: 0) })
    }

    @Test(arguments: others)
    func `anything else does not`(_ text: String) {
        #expect(!guarded("GET" + text) { RequestHeadParser.endsHead($0, from: 0) })
    }

    @Test(arguments: ["\r\n\r\n", "\n\n", "\n\r\n"])
    func `an end is seen wherever the new bytes start in it`(_ end: String) {
        let count = latin1(end).count
        for fresh in 1...count {
            let seen = guarded("GET" + end) {
                RequestHeadParser.endsHead($0, from: 3 + count - fresh)
            }
            #expect(seen, "\(fresh) new bytes")
        }
    }

    @Test func `an end in old bytes is not found again`() {
        #expect(!guarded("a\r\n\r\nbcdef") { RequestHeadParser.endsHead($0, from: 9) })
    }

    @Test(arguments: RequestHeadParserTests.cases)
    func `no complete head escapes it at any split`(_ testCase: HeadCase) {
        guard case .head = testCase.verdict else { return }
        let bytes = latin1(testCase.text)
        let (_, byteCount) = HeadCase.judge(bytes)
        guard let byteCount else { return #expect(Bool(false)) }
        let head = GuardedBytes(bytes[..<byteCount])
        for arrival in 0..<byteCount {
            #expect(head.withSpan { RequestHeadParser.endsHead($0, from: arrival) })
        }
    }
}
