// Lists that come on several lines.

import Testing

@testable import HTTP

@Suite struct RepeatedListsTests {
    /// The value of a list field over all its lines, as it is handed out.
    static func list(
        _ field: KnownField, _ lines: String, line: String = "GET / HTTP/1.1"
    ) throws -> String {
        try guarded(line + "\r\nHost: a\r\n" + lines + "\r\n\r\n") { bytes in
            let head = try #require(try RequestHeadParser().parseHead(bytes))
            return head.request.withList(field, of: bytes) {
                HeadCase.text(ByteRange(from: 0, to: $0.count), $0)
            }
        }
    }

    /// Fields that may stand on several lines whatever they say.
    static let repeatable = KnownField.allCases.filter {
        ![.host, .contentLength, .transferEncoding].contains($0)
    }

    @Test(arguments: [
        ("Accept: b", "b"), ("Accept: b\r\nAccept: c", "b, c"), ("Accept:b\r\nACCEPT:c", "b, c"),
        ("Accept: b, c;q=0.5\r\nX: d\r\nAccept: e;q=0.1", "b, c;q=0.5, e;q=0.1"),
        ("Accept: b\r\nAccept: c\r\nAccept: d", "b, c, d"), ("Accept:\r\nAccept: b", "b"),
        ("Accept: b\r\nAccept:", "b"), ("Accept: b,\r\nAccept: , c", "b,, , c"), ("Accept:", ""),
        ("Accept: b\r\nAccept: \t \r\nAccept: c", "b, c"), ("Accept:  b \r\nAccept:\tc\t", "b, c"),
        ("Accept:\r\nAccept:", ""), ("X: y", ""), ("Accept: b;q=0.5\r\nAccept: c", "b;q=0.5, c"),
        ("Accept: b\r\nAccept-Language: c\r\nAccept: d\r\nAccept-Encoding: e", "b, d"),
        ("Accept: b\r\nXAccept: c\r\nAccepts: d\r\nAccept: e", "b, e"),
        ("Accept: b:c\r\nAccept: :d", "b:c, :d"), ("Accept: b\u{01}\r\nAccept: c", "b\u{01}, c"),
    ])
    func `several lines are one list, in their order`(_ lines: String, _ list: String) throws {
        #expect(try Self.list(.accept, lines) == list)
    }

    @Test(arguments: repeatable)
    func `every field is joined, whatever stands between its lines`(_ field: KnownField) throws {
        let name = RequestTests.name(field)
        let lines = ["b;q=0.5", "", " c , d\t", "e"].map { "\(name):\($0)\r\nX: y" }
        #expect(
            try Self.list(field, lines.joined(separator: "\r\n")) == "b;q=0.5, c , d, e")
        for other in Self.repeatable where other != field {
            let between = "\r\n\(RequestTests.name(other)): x\r\n"
            #expect(try Self.list(field, "\(name): b\(between)\(name): c") == "b, c")
            #expect(try Self.list(other, "\(name): b\(between)\(name): c") == "x")
        }
    }

    @Test func `a repeated length is joined too`() throws {
        #expect(try Self.list(.contentLength, "Content-Length: 5\r\ncontent-length: 5") == "5, 5")
    }

    @Test func `addresses from several lines are judged as one list`() throws {
        let lines = "X-Forwarded-For: 192.0.2.1\r\nVia: 1.1 p\r\nX-Forwarded-For: 10.0.0.1"
        let text = try Self.list(.forwardedFor, lines)
        let client = guarded(text) {
            ForwardedFor.client(of: $0, trusted: ForwardedForTests.trusted)
        }
        #expect(client == IPAddress(ipv4: 0xc000_0201))
    }

    @Test func `preferences are taken apart as if they stood on one line`() throws {
        let list = try Self.list(.accept, "Accept: b, c;q=0.5\r\nAccept:\r\nAccept: d;q=0.1,")
        #expect(PreferencesTests.read(list) == "b 1000, c 500, d 100")
    }

    @Test func `a field that comes once is whole beside one that is repeated`() throws {
        let lines = "Accept: b\r\nAccept-Language: c, d;q=0.2\r\nAccept: e"
        #expect(try Self.list(.acceptLanguage, lines) == "c, d;q=0.2")
        #expect(try Self.list(.acceptEncoding, lines) == "")
    }

    @Test(arguments: [
        ("Accept: b", []), ("Accept: b\r\nAccept-Language: c", []),
        ("Accept: b\r\nAccept: c", [KnownField.accept]), ("Accept:\r\nAccept:", [.accept]),
        ("X: b\r\nX: c", []),
        ("Via: b\r\nVia: c\r\nUser-Agent: d\r\nuser-agent: e", [.via, .userAgent]),
    ])
    func `only a field on several lines costs the joining`(
        _ lines: String, _ repeated: [KnownField]
    ) throws {
        let head = try guarded("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n") {
            try #require(try RequestHeadParser().parseHead($0))
        }
        for field in KnownField.allCases {
            let bits = KnownField.Bits(rawValue: field.bit)
            #expect(head.request.repeatsAny(bits) == repeated.contains(field))
        }
    }

    @Test(arguments: [
        "GET accept://a/,d,/ HTTP/1.1", "CONNECT accept:80 HTTP/1.1", "GET http://a/ HTTP/1.1",
        "\r\n\r\nGET / HTTP/1.1",
    ])
    func `a request line is not one of the lines`(_ line: String) throws {
        #expect(try Self.list(.accept, "Accept: b\r\nAccept: c", line: line) == "b, c")
    }
}
