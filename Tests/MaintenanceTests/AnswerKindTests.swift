// Which answers are counted together, and what may name a request.

import HTTP
import Testing

@testable import Maintenance

struct AnswerKindTests {
    @Test(arguments: [
        ("text/html; charset=utf-8", AnswerKind.html), ("application/xhtml+xml", .html),
        ("application/json", .json), ("application/problem+json", .json),
        ("application/xml; charset=utf-8", .xml), ("application/problem+xml", .xml),
        ("text/plain; charset=utf-8", .text), ("image/png", .other), ("text/markdown", .other),
    ])
    func `a page's kind is that of its media type`(_ type: String, _ kind: AnswerKind) {
        #expect(AnswerKind(contentType: Array(type.utf8)) == kind)
    }

    @Test func `every refusal has a kind of its status`() {
        for error in HeadError.allCases {
            let kind = AnswerKind(refusalWith: error.status)
            #expect(kind.status == error.status && kind.name.description == "refusal")
            #expect(!kind.isAnswer)
        }
    }

    @Test func `no two kinds have both name and status in common`() {
        for (number, kind) in AnswerKind.allCases.enumerated() {
            for other in AnswerKind.allCases[(number + 1)...] {
                // The operator's status may be any; what is his has names of its own.
                let isSame =
                    kind.name.description == other.name.description
                    && (kind.status ?? 503) == (other.status ?? 503)
                #expect(!isSame, "\(kind), \(other)")
            }
        }
    }

    @Test(arguments: [
        ("7d9f-1", "7d9f-1"), ("", ""), ("a b", ""), ("a\"b", ""), ("a,b", ""),
        (String(repeating: "a", count: 128), String(repeating: "a", count: 128)),
        (String(repeating: "a", count: 129), ""),
    ])
    func `a token of at most 128 bytes names a request`(_ value: String, _ id: String) throws {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(value)\r\n\r\n".utf8)
        let head = try #require(try RequestHeadParser().parseHead(bytes.span))
        #expect(RequestID.value(of: .requestID, in: head.request, of: bytes.span) == Array(id.utf8))
    }
}
