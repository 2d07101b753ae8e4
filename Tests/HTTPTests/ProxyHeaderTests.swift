// The PROXY header, both versions, at every split.
import Testing

@testable import HTTP

@Suite struct ProxyHeaderTests {
    @Test(arguments: ProxyCase.lines + ProxyCase.blocks)
    func `a header gets its verdict at every split`(_ testCase: ProxyCase) {
        let bytes = latin1(testCase.text)
        #expect(ProxyCase.judge(bytes) == testCase.verdict)
        var settled = false
        for end in 0...bytes.count {
            let verdict = ProxyCase.judge(bytes[..<end])
            if verdict != .incomplete { settled = true }
            #expect(verdict == (settled ? testCase.verdict : .incomplete), "\(end) bytes")
        }
        #expect(settled == (testCase.verdict != .incomplete))
        if settled { #expect(ProxyCase.judge(bytes + [0, 13, 10]) == testCase.verdict) }
    }

    @Test func `every rule has a case in the tables`() {
        let broken = (ProxyCase.lines + ProxyCase.blocks).compactMap { testCase in
            if case .refused(let error) = testCase.verdict { error } else { nil }
        }
        #expect(Set(broken) == Set(ProxyHeaderError.allCases))
    }

    @Test(arguments: ["", "P", "PROXY", "PROXY ", "PROXY TCP4", "\r", "\r\n\r\n", "\r\n\r\n\u{00}"])
    func `a header may start so`(_ text: String) {
        #expect(guarded(text) { ProxyHeader.mayStart($0) })
    }

    @Test(arguments: ["G", "PO", "PRI * HTTP/2.0", "PROXY\r", "proxy ", "\n", "\r\nGET", "\u{16}"])
    func `no header starts so`(_ text: String) {
        #expect(!guarded(text) { ProxyHeader.mayStart($0) })
    }
}
