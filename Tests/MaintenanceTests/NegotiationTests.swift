// From the preferences of a request to the bytes of its answer.

import Testing

@testable import Maintenance

struct NegotiationTests {
    static let cases =
        NegotiationCase.formats + NegotiationCase.lines + NegotiationCase.languages
        + NegotiationCase.encodings + NegotiationCase.requests

    @Test(arguments: cases)
    func `a request gets what it prefers, and Vary says by what`(
        _ testCase: NegotiationCase
    ) throws {
        let answer = try testCase.ask(.standard)
        #expect(try NegotiationCase.summary(of: answer) == testCase.answer)
        #expect(answer["Vary"] ?? "" == testCase.vary)
        #expect(answer["Content-Length"].flatMap(Int.init) ?? 0 == answer.body.count)
    }

    @Test(arguments: cases.filter { $0.method == "GET" })
    func `HEAD gets the same head and nothing behind it`(_ testCase: NegotiationCase) throws {
        let answer = try testCase.ask(.standard, method: "HEAD")
        #expect(answer.head == (try testCase.ask(.standard).head))
        #expect(answer.body.isEmpty)
    }

    @Test(arguments: cases.filter { $0.others.isEmpty })
    func `an origin adds lines and a word to Vary, and changes nothing else`(
        _ testCase: NegotiationCase
    ) throws {
        let plain = try testCase.ask(.standard)
        let answer = try testCase.ask(.standard, more: "\nOrigin: https://b")
        let rest = answer.lines.filter { !$0.hasPrefix("Access-Control-") }
        #expect(answer.lines.count == rest.count + 3)
        #expect(rest == plain.lines.map { $0.hasPrefix("Vary: ") ? $0 + ", Origin" : $0 })
        let isSameBody = answer.body == plain.body
        #expect(isSameBody)
    }

    @Test func `no combination is in the tables twice`() {
        #expect(Self.cases.count > 90)
        #expect(Set(Self.cases.map(\.testDescription)).count == Self.cases.count)
    }

    @Test(arguments: [204, 205, 304])
    func `a status without content is the same for everybody`(_ status: Int) throws {
        let server = Server { $0.status = status }
        let plain = try server.answer()
        #expect(plain.status == status && plain["Vary"] == nil && plain.body.isEmpty)
        for testCase in Self.cases where testCase.others.isEmpty {
            let answer = try testCase.ask(server)
            #expect(answer.head == plain.head && answer.body.isEmpty)
        }
        #expect(try server.answer("Origin: https://b")["Vary"] == "Origin")
    }
}
