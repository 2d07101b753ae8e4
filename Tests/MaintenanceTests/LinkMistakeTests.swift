// Which links a browser opens, and why it doesn't open the others.

import Testing

@testable import Maintenance

struct LinkMistakeTests {
    private func mistake(_ url: String) -> LinkMistake? { LinkMistake.of(Array(url.utf8)) }

    @Test(arguments: [
        "http://a", "https://a.example/", "HTTPS://A.EXAMPLE:443?x#y", "https://a:/",
        "https://a:65535",
        "http://[::1]:8080/", "https://[2001:db8::1]", "https://[::ffff:192.0.2.1]/x",
        "https://192.0.2.1/", "https://127.1/", "https://0x7F.1", "https://4294967295/",
        "https://0177.0.0.1./", "https://a1/", "https://1.a/", "https://a_b/", "https://a..b/",
        "https://m\u{FC}nchen.example/\u{FC}?\u{FC}",
        "https://\u{4F8B}\u{3048}.jp/", "https://\u{1F6E0}.example/", "https://\u{FF41}.example/",
        "https://xn--mnchen-3ya.example/", "https://a/x:y@z", "https://a/[x]",
        "mailto:help@example.com", "MAILTO:a@b?subject=c@d", "mailto:a@b,c@d?cc=e",
        "mailto:\u{E4}@b",
        "tel:112", "tel:+49-30-(123)456.7", "TEL:*100", "tel:1234;phone-context=+49",
    ])
    func `a URL that a browser opens is one`(_ url: String) {
        #expect(mistake(url) == nil)
    }

    @Test(
        arguments: [
            ("", .scheme), ("https:", .scheme), ("https:a.example", .scheme), ("//a/", .scheme),
            ("ftp://a/", .scheme), ("javascript:alert(1)", .scheme), ("a.example", .scheme),
            ("https://a b/", .character), ("https://a/\u{7F}", .character), ("tel:1 2", .character),
            ("https://a/\u{202E}x", .character), ("https://a/\u{2066}x\u{2069}", .character),
            ("https://a/\u{2028}", .character), ("https://a/\u{85}", .character),
            ("https://a\\b/", .character), ("https://a/{x}", .character),
            ("mailto:a@b\"", .character),
            ("https://", .noHost), ("https:///a", .noHost), ("https://:80/", .noHost),
            ("https://?x", .noHost), ("http://#x", .noHost),
            ("https://[::1/", .ipv6), ("https://[::1%eth0]/", .ipv6), ("https://[]", .ipv6),
            ("https://[::1]x/", .ipv6), ("https://[1.2.3.4]/", .ipv6),
            ("https://2001:db8::1/", .ipv6),
            ("https://[::1", .ipv6), ("https://[", .ipv6), ("https://a:1:2/", .ipv6),
            ("https://a:99999/", .port), ("https://a:0/", .port), ("https://a:8o/", .port),
            ("https://[::1]:65536/", .port), ("https://a:-1/", .port), ("https://a:%38/", .port),
            ("https://a\u{A0}b/", .host), ("https://a\u{2003}b/", .host),
            ("https://a\u{3000}/", .host),
            ("https://a\u{1680}b/", .host), ("https://a\u{202F}b/", .host),
            ("https://a%20b/", .host),
            ("https://a%2Fb/", .host), ("https://a%/", .host), ("https://a%4/", .host),
            ("https://a%zz/", .host), ("https://%FF/", .host), ("https://a\u{FF0F}b/", .host),
            ("https://a\u{200E}/", .host), ("https://a]b/", .host), ("https://\u{E000}/", .host),
            ("https://1.2.3.4.5/", .ipv4), ("https://256.1.1.1/", .ipv4), ("https://a.1/", .ipv4),
            ("https://1.2.3.08/", .ipv4), ("https://4294967296/", .ipv4),
            ("https://1.2.65536/", .ipv4),
            ("https://a.0x1", .ipv4), ("https://1..2/", .ipv4), ("https://1.2.3.4.5./", .ipv4),
            ("mailto:", .address), ("mailto:help", .address), ("mailto:@b", .address),
            ("mailto:a@", .address), ("mailto:a@b,", .address), ("mailto://a@b", .address),
            ("mailto:?subject=x", .address),
            ("tel:", .number), ("tel:abc", .number), ("tel:1@2", .number), ("tel:1+2", .number),
            ("tel:-", .number), ("tel:+", .number), ("tel:;x=1", .number), ("tel://112", .number),
            ("tel:\u{661}", .number),
        ] as [(String, LinkMistake)])
    func `any other isn't, for one reason`(_ url: String, _ expected: LinkMistake) {
        #expect(mistake(url) == expected)
    }

    @Test(arguments: [
        ("https://u:p@a", true), ("x ftp://u:p@a/b", true), ("a/b https://u:p@a", true),
        ("https://:p@a", true), ("postgres://u:p%40@a", true), ("https://a/ b://c:d@e", true),
        ("", false), ("://", false), ("https://u@a", false), ("https://a:80/@b", false),
        ("https://a:80 b@c", false), ("a:b@c", false), ("https://a?u:p@b", false),
        ("https://a:80", false),
    ])
    func `a password in a URL is seen wherever it stands`(_ text: String, isThere: Bool) {
        #expect(AnnouncementValue.holdsPassword(Array(text.utf8)) == isThere)
    }
}
