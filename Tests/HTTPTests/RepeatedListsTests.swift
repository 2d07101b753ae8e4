// Preferences that come on several lines.
import Testing

@testable import HTTP

@Suite struct RepeatedListsTests {
    static func list(
        _ field: KnownField, _ lines: String, line: String = "GET / HTTP/1.1"
    ) throws -> String {
        try guarded(line + "\r\nHost: a\r\n" + lines + "\r\n\r\n") { bytes in
            let head = try #require(try RequestHeadParser().parseHead(bytes))
            return head.withList(field, of: bytes) { list in
                var elements: [String] = []
                var preferences = Preferences()
                while let element = preferences.next(in: list) {
                    let weight = element.weight == 1000 ? "" : " \(element.weight)"
                    elements.append(HeadCase.text(element.value, list) + weight)
                }
                return elements.joined(separator: ", ")
            }
        }
    }

    @Test(arguments: [
        ("Accept: b", "b"), ("Accept: b\r\nAccept: c", "b, c"), ("Accept:b\r\nACCEPT:c", "b, c"),
        ("Accept: b, c;q=0.5\r\nX: d\r\nAccept: e;q=0.1", "b, c 500, e 100"),
        ("Accept: b\r\nAccept: c\r\nAccept: d", "b, c, d"), ("Accept:\r\nAccept: b", "b"),
        ("Accept: b\r\nAccept:", "b"), ("Accept: b,\r\nAccept: , c", "b, c"), ("Accept:", ""),
        ("Accept:\r\nAccept:", ""), ("X: y", ""), ("Accept: b;q=0.5\r\nAccept: c", "b 500, c"),
        ("Accept: b\r\nAccept-Language: c\r\nAccept: d\r\nAccept-Encoding: e", "b, d"),
        ("Accept: b\r\nXAccept: c\r\nAccepts: d\r\nAccept: e", "b, e"),
    ])
    func `several lines are one list, in their order`(_ lines: String, _ list: String) throws {
        #expect(try Self.list(.accept, lines) == list)
    }

    @Test(arguments: [
        (KnownField.acceptLanguage, "Accept-Language"), (.acceptEncoding, "accept-encoding"),
    ])
    func `so are languages and encodings`(_ field: KnownField, _ name: String) throws {
        #expect(try Self.list(field, "\(name): b\r\nAccept: x\r\n\(name): c;q=0.5") == "b, c 500")
    }

    @Test func `a field that comes once is whole beside one that is repeated`() throws {
        let lines = "Accept: b\r\nAccept-Language: c, d;q=0.2\r\nAccept: e"
        #expect(try Self.list(.acceptLanguage, lines) == "c, d 200")
        #expect(try Self.list(.acceptEncoding, lines) == "")
    }

    @Test(arguments: [
        ("Accept: b", false), ("Accept: b\r\nAccept-Language: c", false),
        ("Accept: b\r\nAccept: c", true), ("Accept:\r\nAccept:", true), ("X: b\r\nX: c", false),
        ("Via: b\r\nVia: c\r\nUser-Agent: d\r\nUser-Agent: e", false),
    ])
    func `only preferences on several lines cost the joining`(
        _ lines: String, _ isRepeated: Bool
    ) throws {
        let head = try guarded("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n") {
            try #require(try RequestHeadParser().parseHead($0))
        }
        #expect(head.hasRepeatedLists == isRepeated)
    }

    @Test(arguments: [
        "GET accept://a/,d,/ HTTP/1.1", "CONNECT accept:80 HTTP/1.1", "GET http://a/ HTTP/1.1",
        "\r\n\r\nGET / HTTP/1.1",
    ])
    func `a request line is not one of the lines`(_ line: String) throws {
        #expect(try Self.list(.accept, "Accept: b\r\nAccept: c", line: line) == "b, c")
    }
}
