// The session: the tables at every split.
import Testing

@testable import HTTP2

@Suite struct SessionTests {
    @Test(arguments: SessionCase.all)
    func `a session says the same at every split`(_ testCase: SessionCase) {
        let bytes = testCase.bytes
        #expect(SessionCase.judge(bytes, cutAt: []) == testCase.outcome)
        #expect(SessionCase.judge(bytes, cutAt: 0..<bytes.count) == testCase.outcome, "by octets")
        // Long ones are all payload: there the ends are what counts.
        let cuts =
            bytes.count <= 400
            ? Array(bytes.indices) : Array(0..<150) + Array(bytes.count - 50..<bytes.count)
        let wrong = cuts.filter { SessionCase.judge(bytes, cutAt: [$0]) != testCase.outcome }
        #expect(wrong.isEmpty, "cut there")
    }
}
