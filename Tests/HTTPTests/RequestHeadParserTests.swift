// The request head parser: the tables at every split, and the limits.
import Testing

@testable import HTTP

@Suite struct RequestHeadParserTests {
    static let cases =
        HeadCase.methods + HeadCase.targets + HeadCase.versions + HeadCase.fields
        + HeadCase.emptyLines + HeadCase.connections + HeadCase.hosts + HeadCase.framings
        + HeadCase.codings + HeadCase.codingLines + HeadCase.codingParameters
        + HeadCase.emptyCodings + HeadCase.codingOrder

    @Test(arguments: cases)
    func `a head gets its verdict at every split`(_ testCase: HeadCase) {
        let bytes = latin1(testCase.text)
        let room = GuardedRoom()
        #expect(HeadCase.judge(bytes).verdict == testCase.verdict)
        // From the first prefix that settles it on, nothing that follows changes the verdict.
        var settled: Int?
        for end in 0...bytes.count {
            let (verdict, byteCount) = HeadCase.judge(bytes[..<end], in: room)
            if settled == nil, verdict != .incomplete {
                settled = end
                // A head is complete at its last byte, not before and not later.
                if let byteCount { #expect(byteCount == end) }
            }
            #expect(verdict == (settled == nil ? .incomplete : testCase.verdict), "\(end) bytes")
        }
        #expect((settled == nil) == (testCase.verdict == .incomplete))
        guard settled != nil else { return }
        for more in ["\u{00}", "\r\n", "GET / HTTP/1.1\r\n", "0123456789abcdef0123456789abcdef"] {
            #expect(HeadCase.judge(bytes + latin1(more)).verdict == testCase.verdict)
        }
    }

    @Test func `every rule has a case in the tables or a test of its own`() {
        // The last is the clock's: `ExchangeTests` has it.
        let limits: Set<HeadError> = [.headTooLarge, .tooManyFields, .headTooSlow]
        let broken = Self.cases.compactMap { testCase -> HeadError? in
            if case .refused(let error) = testCase.verdict { error } else { nil }
        }
        #expect(limits.union(broken) == Set(HeadError.allCases))
    }

    @Test(arguments: [
        ("GET /a?b HTTP/2.0", "GET /a?b "), ("PRI * HTTP/2.0", "PRI * "),
        ("GET / HTTP/0.9", "GET / "), ("GET / HTTP/3.0", "GET / "),
        ("GET / HTTP/1.a", "GET / "), ("GET / HTTP/2", "GET / "), ("GET / http/1.1", "GET / "),
        ("M-SEARCH * RTSP/1.0", "M-SEARCH * "), ("GET / ", "GET / "),
        ("GET /a b HTTP/1.1", "GET /a "), ("GET x HTTP/2.0", "GET x "),
        ("GET x HTTP/1.1", "GET x HTTP/1.1"), ("GET x HTTP/1.0", "GET x HTTP/1.0"),
        ("GET x HTTP/1.2", "GET x HTTP/1.1"), ("CONNECT b HTTP/1.1", "CONNECT b HTTP/1.1"),
        ("GET / HTTP/1.0 ", "GET / HTTP/1.0"), ("GET / HTTP/1.1\t", "GET / HTTP/1.1"),
        ("GET / HTTP/1.10", "GET / HTTP/1.1"), ("GET / HTTP/1.20", "GET / HTTP/1.1"),
        ("GET /", "GET  "), ("GET  / HTTP/1.1", "GET  "), ("GET", "  "), ("G(T / HTTP/1.1", "  "),
        ("HEAD / HTTP/1.1\r\nX : b", "HEAD / HTTP/1.1"),
        ("GET / HTTP/1.0\r\nX : b", "GET / HTTP/1.0"),
    ])
    func `a refusal knows the request line as far as it was read`(
        _ text: String, _ known: String
    ) {
        var head = RequestHead()
        let line = guarded(text + "\r\n\r\n") { bytes -> String? in
            do throws(HeadError) {
                _ = try RequestHeadParser().parseHead(bytes, into: &head)
                return nil
            } catch {
                return [head.request.methodName, head.request.target]
                    .map { HeadCase.text($0, bytes) + " " }.joined()
                    + "\(head.request.version.name)"
            }
        }
        #expect(line == known)
    }

    @Test func `a head of 64 KiB is read and one byte more is 431`() {
        let frame = latin1("GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n").count
        for (size, isTooLarge) in [(65_536, false), (65_537, true)] {
            let value = String(repeating: "b", count: size - frame)
            let text = latin1("GET / HTTP/1.1\r\nHost: a\r\nX: \(value)\r\n\r\n")
            let expected = isTooLarge ? .refused(.headTooLarge) : HeadCase.Verdict.head("get / 1.1")
            #expect(HeadCase.judge(text).verdict == expected)
            #expect(HeadCase.judge(text + [0]).verdict == expected)
            #expect(HeadCase.judge(text.dropLast()).verdict == .incomplete)
        }
    }

    @Test func `an unfinished head of more than 64 KiB is 431`() {
        let text = latin1("GET /" + String(repeating: "b", count: 65_536))
        #expect(HeadCase.judge(text[..<65_536]).verdict == .incomplete)
        #expect(HeadCase.judge(text[..<65_537]).verdict == .refused(.headTooLarge))
    }

    @Test func `what lies beyond 64 KiB doesn't change the verdict`() {
        let text = latin1("GET /" + String(repeating: "b", count: 65_536) + "\u{00}")
        #expect(HeadCase.judge(text).verdict == .refused(.headTooLarge))
    }

    @Test func `200 fields are read and 201 are 431`() {
        let lines = String(repeating: "X: b\r\n", count: 199)
        let fits = latin1("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
        #expect(HeadCase.judge(fits).verdict == .head("get / 1.1"))
        let tooMany = latin1("GET / HTTP/1.1\r\nHost: a\r\n\(lines)Y: c\r\n\r\n")
        #expect(HeadCase.judge(tooMany).verdict == .refused(.tooManyFields))
    }

    @Test func `pipelined requests are read one after the other`() throws {
        let text = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: b\r\n\r\n"
        try guarded(text) { bytes in
            let first = try #require(try RequestHeadParser().parseHead(bytes))
            let rest = bytes.extracting(first.byteCount...)
            let second = try #require(try RequestHeadParser().parseHead(rest))
            #expect(first.byteCount == 28 && second.request.method == .post)
            #expect(HeadCase.text(second.request.authority, rest) == "b")
            #expect(first.byteCount + second.byteCount == bytes.count)
        }
    }

    @Test func `a place that held a head is cleared for the next`() throws {
        var head = RequestHead()
        let parser = RequestHeadParser()
        _ = try guarded("GET / HTTP/1.1\r\nHost: a\r\nVia: b\r\nConnection: close\r\n\r\n") {
            try parser.parseHead($0, into: &head)
        }
        #expect(head.request.isForwarded && head.wantsClose)
        let isWhole = try guarded("GET / HTTP/1.0\r\n\r\n") {
            try parser.parseHead($0, into: &head)
        }
        #expect(isWhole && !head.request.isForwarded && !head.wantsClose)
        #expect(head.request.authority.isEmpty && !head.request.has(.via))
    }
}
