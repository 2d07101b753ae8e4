// What is repeated to a script of another site: origins and lists of tokens.
import Testing

@testable import HTTP

@Suite struct CrossOriginSyntaxTests {
    @Test(arguments: [
        "null", "http://a", "https://example.com", "https://example.com:8443",
        "http://192.0.2.1:8080", "http://[2001:db8::1]", "https://[::1]:443", "HTTPS://EXAMPLE.COM",
        "https://xn--bcher-kva.example", "https://a_b.example", "chrome-extension://abcdef",
        "capacitor://localhost", "moz-extension://1-2-3", "coap+tcp://a",
    ])
    func `an origin is null, or a scheme, a host and perhaps a port`(_ text: String) {
        #expect(guarded(text) { Origin.isValid($0) })
    }

    @Test(arguments: [
        "", " ", "NULL", "nul", "null ", "nulll", "a", "example.com", "//example.com", "://a",
        "http:a", "http:/a", "http//a", "https://a/", "https://a/b", "https://a//b", "https:///a",
        "https://a?b", "https://a#b", "https://u@a", "https://a b", "https://a, https://b",
        "https://a https://b", "*", "https://*.a", "https://a%41", "https://\u{fc}", "1http://a",
        "https://a\"", "https://a<b>", "https://a;b", "https://a\\b", "https://a'", "https://a\tb",
        "http\r\n://a", "-http://a",
    ])
    func `anything else is no origin`(_ text: String) {
        #expect(!guarded(text) { Origin.isValid($0) })
    }

    @Test func `an origin has at most 512 bytes`() {
        let longest = "http://" + String(repeating: "a", count: 505)
        #expect(guarded(longest) { Origin.isValid($0) })
        #expect(!guarded(longest + "a") { Origin.isValid($0) })
    }

    private static let pages: [(String, String, Bool)] = [
        ("http://a", "a", true), ("https://a", "a:80", true), ("https://a:1", "a:2", true),
        ("HTTP://A.B", "a.b.", true), ("https://a.b.", "A.B", true),
        ("http://[::1]", "[::1]:1", true),
        ("http://a", "b", false), ("http://a.b", "a", false), ("http://a", "a.b", false),
        ("http://a", "", false), ("null", "null", false), ("ftp://a", "a", false),
        ("httpss://a", "a", false), ("httpx://a", "a", false), ("http:a", "a", false),
        ("http://", "", false), ("https://:1", ":1", false), ("http://[::1]", "[::2]", false),
    ]

    @Test(arguments: pages)
    func `a page is the host's by its name alone, over http or https`(
        _ origin: String, _ authority: String, _ isOwn: Bool
    ) {
        let bytes = [UInt8](authority.utf8)
        #expect(guarded(origin) { Origin.isPage($0, of: bytes.span) } == isOwn)
    }

    @Test(arguments: ["GET", "get", "X-A", "a", "!#$%&'*+-.^_`|~", "M-SEARCH"])
    func `a token is a method`(_ text: String) {
        #expect(guarded(text) { TokenList.isToken($0) })
    }

    @Test(arguments: [
        "", " ", "a b", " a", "a ", "a,b", "a:b", "a\"", "a/b", "(a)", "\u{e4}", "a\t",
    ])
    func `anything else is no token`(_ text: String) {
        #expect(!guarded(text) { TokenList.isToken($0) })
    }

    @Test(arguments: [
        "", "a", "a,b", "a, b", " a ,\tb ", "a,,b", ",", "content-type, x-requested-with", "!#$, ~",
    ])
    func `a list holds tokens, commas and white space`(_ text: String) {
        #expect(guarded(text) { TokenList.isList($0) })
    }

    @Test(arguments: [
        "a b", "a, b c", "a;b", "a, \"b\"", "a: b", "a, (b)", "a, \u{e4}", "<b>", "a=b",
    ])
    func `anything else in a list spoils it`(_ text: String) {
        #expect(!guarded(text) { TokenList.isList($0) })
    }

    @Test func `a token and a list have at most 2048 bytes`() {
        let longest = String(repeating: "a", count: 2048)
        #expect(guarded(longest) { TokenList.isToken($0) && TokenList.isList($0) })
        #expect(!guarded(longest + "a") { TokenList.isToken($0) })
        #expect(!guarded(longest + ",") { TokenList.isList($0) })
    }
}
