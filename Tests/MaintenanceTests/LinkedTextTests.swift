// Addresses in the operator's message.

import Testing

@testable import Maintenance

struct LinkedTextTests {
    private func linked(_ text: String) -> String {
        var html: [UInt8] = []
        html.append(linked: Array(text.utf8))
        return String(decoding: html, as: UTF8.self)
    }

    /// The links of the text, and what is to be read.
    private func read(_ text: String) -> (links: [String], words: String) {
        let markup = Markup("<p>" + linked(text) + "</p>")
        #expect(Set(markup.tags).isSubset(of: ["p", "/p", "a href rel", "/a"]))
        return (markup.values["a href"] ?? [], Self.text(of: linked(text)))
    }

    private static func text(of html: String) -> String {
        let references = ["&lt;": "<", "&gt;": ">", "&#34;": "\"", "&#39;": "'"]
        let text = references.reduce(html.replacing(/<[^>]*>/, with: "")) {
            $0.replacing($1.key, with: $1.value)
        }
        return text.replacing("&amp;", with: "&")
    }

    @Test(arguments: [
        "https://status.example.com", "http://a", "HTTPS://Example.COM/Path?a=b&c=d#e",
        "https://example.com:8443/x/y_z-~.html", "https://example.com/(a)",
        "https://example.com/?q",
        "https://xn--mller-kva.de/", "https://müller.de/größe", "https://пример.рф/путь",
        "https://ουτοπία.δπθ.gr/", "https://example.com/a%20b", "https://example.com/@user",
        "https://example.com/a@b.example", "https://10.0.0.1/", "https://example.com/a;b,c!d",
    ])
    func `a URL of the web is a link`(_ url: String) {
        for (before, after) in [
            ("", ""), ("Look at ", "."), ("(", ")"), ("\"", "\""), ("<", ">"), ("“", "”"),
            ("'", "'"),
            ("Status:", ", please"), ("siehe: ", "!"), ("请访问", "。谢谢"), ("ดูที่ ", " นะ"),
            ("«", "»"), ("\n", "\n"), ("Is it ", "?"), ("… ", "…"), ("see ", ":\nx"),
            ("בדקו ", " שוב"),
        ] {
            let (links, words) = read(before + url + after)
            #expect(links == [url], "\(before)\(url)\(after)")
            #expect(words == before + url + after)
        }
    }

    @Test(arguments: [
        "info@example.com", "first.last+tag@mail.example.co.uk", "a_b-c@x-y.example", "1@a.de",
        "Help@EXAMPLE.com", "x@a.xn--p1ai",
    ])
    func `an e-mail address is a link`(_ address: String) {
        for (before, after) in [
            ("", ""), ("Write to ", "."), ("(", ")"), ("<", ">"), ("E-Mail:", ", please"),
            ("'", "'"),
            ("联系", "。"), ("ติดต่อ", " ได้"), ("\n", "\n"), ("«", "»"), ("mailto:", ""), ("¿", "?"),
        ] {
            let (links, words) = read(before + address + after)
            #expect(links == ["mailto:" + address], "\(before)\(address)\(after)")
            #expect(words == before + address + after)
        }
    }

    @Test(arguments: [
        "", " ", "@", "a@", "@b.de", "a@b", "a@b.c", "a@b.1", "a@b.22", "a@-b.de", "a@b-.de",
        "a@b..de",
        "a.@b.de", "müller@example.com", "a@müller.de", "a@b.dé", "a@b.de@c.de", "a@b.de_c",
        "o'x@b.de",
        "50%x@b.de", "a@@b.de", "https://", "http://.", "https://-", "https://@b.de/", "https:///x",
        "https://user@example.com/", "https://user:secret@example.com/",
        "https://good.example@evil.example",
        "https://例え.jp/", "xhttps://a.de", "http:/a.de", "https:a.de", "www.example.com",
        "ftp://a.de/",
        "javascript:alert(1)", "javascript://a.de/%0aalert(1)", "data:text/html,<b>", "vbscript:x",
        "https\u{200B}://a.de", "//a.de/", "file:///etc/passwd", "https://[::1]/",
        "https://\u{202E}a.de",
    ])
    func `what isn't one for certain stays text`(_ text: String) {
        let (links, words) = read(text)
        #expect(links == [] && words == text)
    }

    @Test(arguments: [
        #"https://a.de/"onmouseover="alert(1)"#, "https://a.de/'onmouseover='alert(1)",
        "https://a.de/<script>alert(1)</script>", "<script>https://a.de/</script>",
        "https://a.de/&quot;onclick=x", "a@b.de\"><img src=x onerror=alert(1)>",
        "<a href=\"https://a.de/\" onclick=\"x\">https://b.de/</a>", "https://a.de/\u{202E}gpj.exe",
        "<!-- https://a.de/ -->", "https://a.de/]]><b>", "&lt;https://a.de/&gt;",
        "https://a.de/\\\"x",
        "<svg/onload=alert(1)//https://a.de/", "a@b.de'onfocus='x", "https://a.de/`x`{y}",
        "https://a.de/\u{0}x", "https://a.de/\u{85}<b>", "\u{2028}https://a.de/\u{2029}<i>",
    ])
    func `nothing hostile becomes markup`(_ text: String) {
        let (links, words) = read(text)
        #expect(words == text)
        for link in links {
            #expect(
                ["https://a.de/", "https://b.de/", "mailto:a@b.de"].contains { link.hasPrefix($0) })
            #expect(!link.contains { "\"<>\\`{}\u{202E}\u{0}".contains($0) })
        }
    }

    @Test func `an address may be as long as one is`() {
        let local = String(repeating: "a", count: 64)
        #expect(read(local + "@b.de").links == ["mailto:" + local + "@b.de"])
        #expect(read(local + "a@b.de").links == [])
    }

    @Test func `a long text takes no longer than its length`() {
        for word in ["a@", "a@b.", "https://a", "http://@", "(", "a.", "'a", "ä@", "x@y.z "] {
            let text = String(repeating: word, count: 20_000)
            #expect(linked(text).utf8.count >= text.utf8.count)
        }
    }
}
