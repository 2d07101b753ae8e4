// Anybody's text stays text, in every document.

import Testing

@testable import Maintenance

struct EscapingTests {
    static let payloads = [
        "plain", "<script>alert(1)</script>", "</title><script>alert(1)</script>", "</h1><h1>",
        "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "\"><img src=x onerror=alert(1)>",
        "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?xml version=\"1.0\"?>", "<!DOCTYPE html>",
        "&lt;b&gt;", "&amp;", "&#60;b&#62;", "&", "&&", "&copy", "<", ">", "\"", "'", "`", "\\",
        "\\\"",
        "\\u003cb\\u003e", "\\n", "\",\"status\":200,\"a\":\"", "\"}", "{\"a\":[1]}", "{seconds}",
        "</problem>", "</detail><status>200</status>", "%3Cb%3E", "\u{2028}\u{2029}", "a\tb",
        "a\u{feff}b", "\u{202e}evil", "\u{1f6e0}\u{fe0f} \u{1f469}\u{200d}\u{1f527}", "\u{fffd}",
        "e\u{301}", "\u{10fffd}", "</style></script><script>alert(1)</script>",
        "javascript:alert(1)",
    ]

    /// Rendered once for all tests.
    nonisolated(unsafe) private static let servers: [String: Server] =
        Dictionary(uniqueKeysWithValues: payloads.map { ($0, server($0)) })

    private static func server(_ payload: String) -> Server {
        Server {
            $0.announcement.texts.title = Announcement.Text(payload)
            $0.announcement.texts.message = Announcement.Text(payload + "\n" + payload)
            $0.announcement.texts.links = [
                Announcement.Link("https://a/?" + payload, payload)
            ]
            $0.announcement.brand = Array(payload.utf8)
        }
    }

    private func answer(_ payload: String, _ accept: String) throws -> ParsedAnswer {
        try #require(Self.servers[payload]).answer("Accept: " + accept)
    }

    @Test(arguments: payloads)
    func `in HTML it adds no tag and no attribute`(_ payload: String) throws {
        let page = Markup(try answer(payload, "text/html").text)
        let plain = Markup(try answer("plain", "text/html").text)
        #expect(page.tags == plain.tags)
        let isSame = { (text: String?, expected: String) in
            text.map { Array($0.utf8) } == Array(expected.utf8)
        }
        #expect(isSame(page.texts["title"]?.first, payload + " · " + payload))
        #expect(isSame(page.texts["bdi"]?.first, payload))
        #expect(isSame(page.texts["a"]?.first, payload))
        #expect(isSame(page.texts["h1"]?.first, payload))
        #expect(page.texts["p"]?.contains { isSame($0, payload + "\n" + payload) } == true)
        #expect(page.values["a href"]?.count == 1)
        #expect(isSame(page.values["a href"]?.first, "https://a/?" + payload))
    }

    @Test(arguments: payloads)
    func `in JSON it stays in its string`(_ payload: String) throws {
        let body = try answer(payload, "application/json").body
        let problem = try parsedJSON(body)
        #expect(problem.count == 6)
        for (name, expected) in [
            ("title", payload), ("detail", payload + "\n" + payload),
        ] {
            #expect((problem[name] as? String).map { Array($0.utf8) } == Array(expected.utf8))
        }
        let link = try #require(problem["links"] as? [[String: String]])[0]
        #expect(link["href"].map { Array($0.utf8) } == Array(("https://a/?" + payload).utf8))
        #expect(link["text"].map { Array($0.utf8) } == Array(payload.utf8))
        // Nor does it begin a tag where the document is put into a page.
        #expect(!body.contains(UInt8(ascii: "<")))
    }

    @Test(arguments: payloads)
    func `in XML it stays in its element`(_ payload: String) throws {
        let problem = try parsedXML(try answer(payload, "text/xml").body)
        #expect(problem.count == 11)
        for (name, expected) in [
            ("title", payload), ("detail", payload + "\n" + payload),
            ("links/i/href", "https://a/?" + payload), ("links/i/text", payload),
        ] {
            #expect(problem["problem/" + name].map { Array($0.utf8) } == Array(expected.utf8))
        }
    }

    @Test func `every character that is left can be read back`() throws {
        var scalars = (UInt32(0)...0x1_07FF).compactMap(Unicode.Scalar.init)
        while !scalars.isEmpty {
            var text = ""
            for scalar in scalars.prefix(4000) { text.unicodeScalars.append(scalar) }
            scalars.removeFirst(min(4000, scalars.count))
            let clean = Array(text.utf8).cleaned(keepsLines: true)
            var announcement = Announcement()
            announcement.texts.title = Announcement.Text(clean)
            let document = ProblemDocument(status: 500, announcement, announcement.texts)
            let json = try parsedJSON(document.json.body.bytes)["title"] as? String
            #expect(json.map { Array($0.utf8) } == clean)
            let xml = try parsedXML(document.xml.body.bytes)["problem/title"]
            #expect(xml.map { Array($0.utf8) } == clean)
        }
    }
}
