// The fields of requests: pseudo-fields, authorities, what belongs to HTTP/1.

@testable import HTTP2

extension FieldsCase {
    static let pseudoFields: [FieldsCase] = [
        .init(get, .request("GET a /"), "all four", "9113 §8.3.1"),
        .init(
            ":authority: a\n:path: /\n:scheme: https\n:method: GET", .request("GET a /"),
            "in another order", "9113 §8.3"),
        .init(
            ":method: GET\n:scheme: http\n:path: /a?b=c#d\n:authority: a:8080",
            .request("GET a:8080 /a?b=c#d"), "a query, a port", "9113 §8.3.1"),
        .init(
            ":method: M-SEARCH\n:scheme: https\n:path: /\n:authority: a",
            .request("M-SEARCH a /"), "any token as method", "9110 §9.1"),
        .init(
            ":method: get\n:scheme: https\n:path: /\n:authority: a", .request("get a /"),
            "methods have case", "9110 §9.1"),
        .init(
            ":method: OPTIONS\n:scheme: https\n:path: *\n:authority: a",
            .request("OPTIONS a *"), "the asterisk of OPTIONS", "9113 §8.3.1"),
        .init(
            ":method: GET\n:scheme: coap+tcp\n:path: /\n:authority: a", .request("GET a /"),
            "another scheme", "9113 §8.3.1"),
        .init(
            ":scheme: https\n:path: /\n:authority: a", .malformed(.missingPseudoField),
            "no method", "9113 §8.3.1"),
        .init(
            ":method: GET\n:path: /\n:authority: a", .malformed(.missingPseudoField),
            "no scheme", "9113 §8.3.1"),
        .init(
            ":method: GET\n:scheme: https\n:authority: a", .malformed(.missingPseudoField),
            "no path", "9113 §8.3.1"),
        .init("host: a", .malformed(.missingPseudoField), "none at all", "9113 §8.3.1"),
        .init(
            ":method: \n:scheme: https\n:path: /\n:authority: a", .malformed(.invalidField),
            "an empty method", "9110 §9.1"),
        .init(
            ":method: G T\n:scheme: https\n:path: /\n:authority: a", .malformed(.invalidField),
            "a method that is no token", "9110 §9.1"),
        .init(
            ":method: GET\n:scheme: \n:path: /\n:authority: a", .malformed(.invalidField),
            "an empty scheme", "3986 §3.1"),
        .init(
            ":method: GET\n:scheme: 1http\n:path: /\n:authority: a", .malformed(.invalidField),
            "a scheme that starts with a digit", "3986 §3.1"),
        .init(
            ":method: GET\n:scheme: ht/tp\n:path: /\n:authority: a", .malformed(.invalidField),
            "a scheme with a slash", "3986 §3.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: \n:authority: a", .malformed(.invalidField),
            "an empty path", "9113 §8.3.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: a\n:authority: a", .malformed(.invalidField),
            "a path without a slash", "9113 §8.3.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: https://a/\n:authority: a",
            .malformed(.invalidField), "a whole URI as path", "9113 §8.3.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: *\n:authority: a", .malformed(.invalidPath),
            "the asterisk of GET", "9113 §8.3.1"),
        .init(
            ":method: OPTIONS\n:scheme: https\n:path: *a\n:authority: a",
            .malformed(.invalidField), "more than an asterisk", "9113 §8.3.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: /a b\n:authority: a",
            .malformed(.invalidField), "a space in the path", "9113 §8.2.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: /a\u{7f}\n:authority: a",
            .malformed(.invalidField), "DEL in the path", "9112 §3.2"),
        .init(
            get + "\n:method: GET", .malformed(.repeatedPseudoField), "two methods", "9113 §8.3"),
        .init(
            get + "\n:scheme: https", .malformed(.repeatedPseudoField), "two schemes",
            "9113 §8.3"),
        .init(get + "\n:path: /", .malformed(.repeatedPseudoField), "two paths", "9113 §8.3"),
        .init(
            get + "\n:authority: b", .malformed(.repeatedPseudoField), "two authorities",
            "9113 §8.3"),
        .field(
            "x: y\n:path: /", .malformed(.misplacedPseudoField), "one behind a field",
            "9113 §8.3"),
        .init(
            ":method: GET\nx: y\n:scheme: https\n:path: /\n:authority: a",
            .malformed(.misplacedPseudoField), "a field in between", "9113 §8.3"),
        .init(
            ":method: GET\naccept: y\n:scheme: https\n:path: /\n:authority: a",
            .malformed(.misplacedPseudoField), "a known field in between", "9113 §8.3"),
        .field(":status: 200", .malformed(.unknownPseudoField), ":status", "9113 §8.3"),
        .field(":foo: b", .malformed(.unknownPseudoField), "an unknown one", "9113 §8.3"),
        .init(
            ":method: CONNECT\n:protocol: websocket\n:scheme: https\n:path: /\n:authority: a",
            .malformed(.unknownPseudoField), ":protocol, which nobody has allowed", "8441 §4"),
        .field(
            ":Path: /", .malformed(.unknownPseudoField), "an upper-case pseudo-field",
            "9113 §8.3"),
        .init(
            ":path: /", .malformed(.misplacedPseudoField), "a pseudo-field in trailers",
            "9113 §8.1", isTrailers: true),
        .init(
            "x: y\naccept: b", .request("  "), "trailers", "9113 §8.1", isTrailers: true),
    ]

    static let authorities: [FieldsCase] = [
        .init(
            ":method: GET\n:scheme: https\n:path: /\nhost: a", .request("GET a /"),
            "Host in its place", "9113 §8.3.1"),
        .field("host: a", .request("GET a /"), "Host beside it", "9113 §8.3.1"),
        .field("host: A", .request("GET a /"), "in another case", "9110 §4.2.3"),
        .field("host: b", .malformed(.differingHost), "another Host", "9113 §8.3.1"),
        .field("host: a:443", .malformed(.differingHost), "with a port", "9113 §8.3.1"),
        .field("host: a\nhost: a", .malformed(.repeatedHost), "Host twice", "9112 §3.2"),
        .init(
            ":method: GET\n:scheme: https\n:path: /", .malformed(.missingAuthority), "neither",
            "9113 §8.3.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: /\n:authority: ", .malformed(.invalidField),
            "an empty one", "9110 §4.2.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: /\nhost: ", .malformed(.invalidField),
            "an empty Host", "9110 §4.2.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: /\n:authority: u@a",
            .malformed(.invalidField), "user information", "9113 §8.3.1"),
        .init(
            ":method: GET\n:scheme: https\n:path: /\n:authority: a,b",
            .malformed(.invalidField), "a list", "3986 §3.2.2"),
        .init(
            ":method: GET\n:scheme: https\n:path: /\n:authority: a/b",
            .malformed(.invalidField), "a path behind it", "3986 §3.2"),
        .init(
            ":method: GET\n:scheme: https\n:path: /\n:authority: [::1]:8443",
            .request("GET [::1]:8443 /"), "an IPv6 address", "3986 §3.2.2"),
        .init(
            ":method: CONNECT\n:authority: a:443", .request("CONNECT a:443 a:443"), "CONNECT",
            "9113 §8.5"),
        .init(
            ":method: CONNECT\n:authority: a", .malformed(.invalidAuthority),
            "CONNECT without a port", "9113 §8.5"),
        .init(
            ":method: CONNECT\nhost: a:443", .malformed(.pseudoFieldOfConnect),
            "CONNECT without an authority", "9113 §8.5"),
        .init(
            ":method: CONNECT\n:scheme: https\n:authority: a:443",
            .malformed(.pseudoFieldOfConnect), "CONNECT with a scheme", "9113 §8.5"),
        .init(
            ":method: CONNECT\n:path: /\n:authority: a:443", .malformed(.pseudoFieldOfConnect),
            "CONNECT with a path", "9113 §8.5"),
        .init(
            ":method: CONNECT\n:authority: a:443\nhost: b:443", .malformed(.differingHost),
            "CONNECT with another Host", "9113 §8.3.1"),
    ]

    static let fields: [FieldsCase] = [
        .field("accept: b", .request("GET a / accept=b"), "a known field", "9110 §5.1"),
        .field("x: y", .request("GET a /"), "an unknown one", "9110 §5.1"),
        .field("cookie: b=c\ncookie: d=e", .request("GET a /"), "crumbs", "9113 §8.2.3"),
        .field("te: trailers", .request("GET a /"), "TE: trailers", "9113 §8.2.2"),
        .field("te: Trailers", .malformed(.invalidField), "another case", "9113 §8.2.2"),
        .field("te: trailers, gzip", .malformed(.invalidField), "and more", "9113 §8.2.2"),
        .field("te: ", .malformed(.invalidField), "an empty TE", "9113 §8.2.2"),
        .field("expect: 100-continue", .request("GET a /"), "Expect", "9110 §10.1.1"),
        .field(
            "connection: close", .malformed(.connectionSpecificField), "Connection",
            "9113 §8.2.2"),
        .field(
            "proxy-connection: close", .malformed(.connectionSpecificField),
            "Proxy-Connection", "9113 §8.2.2"),
        .field(
            "keep-alive: 5", .malformed(.connectionSpecificField), "Keep-Alive", "9113 §8.2.2"),
        .field(
            "transfer-encoding: chunked", .malformed(.connectionSpecificField),
            "Transfer-Encoding", "9113 §8.2.2"),
        .field(
            "upgrade: h2c", .malformed(.connectionSpecificField), "Upgrade", "9113 §8.2.2"),
        .init(
            "upgrade: h2c", .malformed(.connectionSpecificField), "in trailers too",
            "9113 §8.2.2", isTrailers: true),
        .field("X: y", .malformed(.invalidField), "an upper-case name", "9113 §8.2.1"),
        .field("Accept: y", .malformed(.invalidField), "also a known one", "9113 §8.2.1"),
        .field("x y: z", .malformed(.invalidField), "a space in a name", "9113 §8.2.1"),
        .field("x\u{0}: z", .malformed(.invalidField), "NUL in a name", "9113 §8.2.1"),
        .field("\u{e4}: z", .malformed(.invalidField), "beyond ASCII", "9113 §8.2.1"),
        .field("x: y\u{0}z", .malformed(.invalidField), "NUL in a value", "9113 §8.2.1"),
        .field("x: y\rz", .malformed(.invalidField), "CR in a value", "9113 §8.2.1"),
        .field("x: y ", .malformed(.invalidField), "a space behind", "9113 §8.2.1"),
        .field("x: \ty", .malformed(.invalidField), "a tab in front", "9113 §8.2.1"),
        .field("x: ", .request("GET a /"), "an empty value", "9110 §5.5"),
        .field(
            "user-agent: b\u{1}c", .request("GET a / userAgent=b\u{1}c"), "a control", "9110 §5.5"),
        .field("content-length: 5", .request("GET a / contentLength=5"), "a length", "9110 §8.6"),
        .field(
            "content-length: 5\ncontent-length: 5", .request("GET a / contentLength=5"),
            "the same twice", "9110 §8.6"),
        .field(
            "content-length: 5\ncontent-length: 6", .malformed(.conflictingContentLength),
            "different ones", "9110 §8.6"),
        .field(
            "content-length: ", .malformed(.invalidContentLength), "an empty length",
            "9110 §8.6"),
        .field(
            "content-length: +5", .malformed(.invalidContentLength), "a sign", "9110 §8.6"),
        .field(
            "content-length: -5", .malformed(.invalidContentLength), "a minus", "9110 §8.6"),
        .field(
            "content-length: 5, 5", .malformed(.invalidContentLength), "a list", "9110 §8.6"),
        .field(
            "content-length: 0x5", .malformed(.invalidContentLength), "hexadecimal",
            "9110 §8.6"),
        .field(
            "content-length: 9223372036854775807",
            .request("GET a / contentLength=9223372036854775807"), "the largest", "9110 §8.6"),
        .field(
            "content-length: 9223372036854775808", .malformed(.invalidContentLength),
            "one larger", "9110 §8.6"),
        .field(
            "content-length: 99999999999999999999999", .malformed(.invalidContentLength),
            "many digits", "9110 §8.6"),
        .field(
            "via: 1.1 b\nx-forwarded-for: c", .request("GET a / forwardedFor=c via=1.1 b"),
            "a proxy's", "9110 §7.6.3"),
        .field(
            "accept: b\naccept: c", .request("GET a / accept=c"), "the last counts", "9110 §5.3"),
    ]
}
