// Host: there, once, and well-formed.

extension HeadCase {
    static let hosts: [HeadCase] = [
        host("b", "a name"),
        host("example.com", "with a dot"),
        host("example.com.", "a dot at the end"),
        host("EXAMPLE.com:8080", "with a port"),
        host("b:", "an empty port"),
        host("a_b-c~d.e", "underscore and tilde"),
        host("192.0.2.1:80", "IPv4"),
        host("[::1]", "IPv6"),
        host("[2001:db8::1]:443", "IPv6 and port"),
        host("[::ffff:192.0.2.1]", "IPv4 in IPv6"),
        host("%41b%2E", "encoded bytes"),
        host("a!$&'()*+;=b", "sub-delims"),
        host("name-longer-than-sixteen-bytes.example.com:12345", "a long name"),
        host("", "empty: the target has no authority"),
        .bare("hOsT:b", .head("get / 1.1 host=b"), "without case or space", "9110 §5.1"),
        .bare("Host: \t ", .head("get / 1.1 host="), "white space only", "9112 §3.2"),
        refused("a b", "a space in it"),
        refused("a,b", "a list"),
        refused("a, b", "a list with a space"),
        refused("u@b", "user information"),
        refused("b/c", "a path"),
        refused("http://b", "a URI"),
        refused("b?c", "a query"),
        refused("b#c", "a fragment"),
        refused("b\\c", "a backslash"),
        refused("b\tc", "a tab in it"),
        refused("\u{e4}", "beyond ASCII"),
        refused("b%", "half an encoded byte"),
        refused("b%4", "half an encoded byte"),
        refused("b%4g", "no encoded byte"),
        refused("b:c", "letters for a port"),
        refused("b:8 0", "a space in the port"),
        refused("b:80:80", "two ports"),
        refused("b:-1", "a sign in the port"),
        refused(":80", "a port only"),
        refused("[::1", "no closing bracket"),
        refused("::1", "no brackets"),
        refused("[]", "nothing in brackets"),
        refused("[b]", "a name in brackets"),
        refused("[::1%25eth0]", "a zone"),
        refused("[::1]b", "a name after brackets"),
        refused("[1::2::3]", "two gaps"),
        refused("<b>", "angle brackets"),
        refused("b|c", "a bar"),
        refused("b^c`d", "other token bytes"),
        .raw("GET / HTTP/1.1\r\n\r\n", .refused(.missingHost), "missing", "9112 §3.2"),
        .bare("X: b", .refused(.missingHost), "missing among others", "9112 §3.2"),
        .raw(
            "GET http://b/ HTTP/1.1\r\n\r\n", .refused(.missingHost),
            "missing beside an absolute form", "9112 §3.2"),
        .bare("Hosts: b", .refused(.missingHost), "another name", "9112 §3.2"),
        .raw("GET / HTTP/1.0\r\n\r\n", .head("get / 1.0 host="), "not in 1.0", "9112 §3.2"),
        .raw(
            "GET / HTTP/1.0\r\nHost: b\r\n\r\n", .head("get / 1.0 host=b"), "once in 1.0",
            "9112 §3.2"),
        .raw(
            "GET / HTTP/1.0\r\nHost: b\r\nHost: b\r\n\r\n", .refused(.duplicateHost),
            "twice in 1.0", "9112 §3.2"),
        .bare("Host: b\r\nHost: c", .refused(.duplicateHost), "twice", "9112 §3.2"),
        .bare("Host: b\r\nhost: b", .refused(.duplicateHost), "twice the same", "9112 §3.2"),
        .bare("Host:\r\nHost: b", .refused(.duplicateHost), "first empty", "9112 §3.2"),
    ]

    private static func host(_ value: String, _ words: String) -> HeadCase {
        .bare("Host: \(value)", .head("get / 1.1 host=\(value)"), words, "9112 §3.2")
    }

    private static func refused(_ value: String, _ words: String) -> HeadCase {
        .bare("Host: \(value)", .refused(.invalidHost), words, "9112 §3.2")
    }
}
