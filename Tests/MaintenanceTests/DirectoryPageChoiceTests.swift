// Which of the operator's pages answers which request.

import Testing

@testable import Maintenance

struct DirectoryPageChoiceTests {
    /// The content of each file is its name, in JSON a string of it.
    private static func server(_ names: [String], custom: String? = nil) -> Server {
        Server { content in
            content.ownPages = names.map {
                try! DirectoryPage(name: $0, content: Array(text(of: $0).utf8))
            }
            content.customPage = custom.map { try! CustomPage(content: Array($0.utf8), path: $0) }
        }
    }

    private static func text(of name: String) -> String {
        name.hasSuffix(".json") ? "\"\(name)\"" : name
    }

    nonisolated(unsafe) private static let full = server(
        [
            "example.com.html", "example.com.de.html", "de.html", "fr.html", "zh-Hant.html",
            "example.org.json", "de.json", "example.net.txt", "fr.txt", "example.net.fr.txt",
        ], custom: "custom.html")

    nonisolated(unsafe) private static let some = server(
        ["de.html", "pt.html", "b.test.nl.html", "c.test.html", "c.test.nl.html"])

    private func ask(
        _ server: Server, _ host: String, _ accept: String, _ language: String
    ) throws -> ParsedAnswer {
        try server.answer("Accept: \(accept)\nAccept-Language: \(language)", host: host)
    }

    private static let choices: [(String, String, String, String)] = [
        ("example.com", "text/html", "", "example.com.html"),
        ("EXAMPLE.com.:8080", "text/html", "", "example.com.html"),
        ("example.com", "text/html", "de", "example.com.de.html"),
        ("example.com", "text/html", "fr, de-CH;q=0.5", "example.com.html"),
        ("example.com", "text/html", "de-CH, fr;q=0.5", "example.com.de.html"),
        ("example.com", "text/html", "*, de;q=0.5", "example.com.de.html"),
        ("example.com", "text/html", "fr", "example.com.html"),
        ("example.com", "*/*", "", "example.com.html"),
        ("example.com", "*/*", "de", "example.com.de.html"),
        ("example.com", "application/json", "de", "de.json"),
        ("example.com.de", "text/html", "", "example.com.de.html"),
        ("b", "text/html", "de", "de.html"), ("b", "text/html", "de-AT", "de.html"),
        ("b", "text/html", "fr", "fr.html"), ("b", "text/html", "zh-Hant-TW", "zh-Hant.html"),
        ("b", "text/html", "it", "custom.html"), ("b", "text/html", "", "custom.html"),
        ("b", "text/html", "*", "custom.html"), ("b", "*/*", "de", "de.html"),
        ("b", "*/*", "it", "custom.html"), ("b", "text/plain", "fr", "fr.txt"),
        ("b", "application/json", "de", "de.json"),
        ("example.org", "application/json", "", "example.org.json"),
        ("example.org", "application/json", "de", "example.org.json"),
        ("example.org", "text/html", "de", "de.html"),
        ("example.org", "*/*", "", "example.org.json"),
        ("example.net", "text/plain", "", "example.net.txt"),
        ("example.net", "text/plain", "fr", "example.net.fr.txt"),
        ("example.net", "text/html", "", "custom.html"),
        ("example.net", "*/*", "", "example.net.txt"),
    ]

    @Test(arguments: choices)
    func `the most specific page wins`(
        _ host: String, _ accept: String, _ language: String, _ name: String
    ) throws {
        #expect(try ask(Self.full, host, accept, language).text == Self.text(of: name))
    }

    @Test(arguments: [
        ("application/json", "fr", "application/problem+json"),
        ("text/xml", "de", "application/problem+xml"),
        ("text/plain", "de", "text/plain; charset=utf-8"),
        ("image/png", "de", "text/plain; charset=utf-8"),
    ])
    func `where there is no page of one's own the built-in answers`(
        _ accept: String, _ language: String, _ type: String
    ) throws {
        #expect(try ask(Self.full, "b", accept, language)["Content-Type"] == type)
    }

    @Test func `without a custom page the built-in languages fill in`() throws {
        let server = Self.server(["de.html"])
        #expect(try ask(server, "b", "text/html", "de").text == "de.html")
        #expect(try ask(server, "b", "text/html", "fr")["Content-Language"] == "fr")
        #expect(try ask(server, "b", "*/*", "fr").text == "Under maintenance")
    }

    /// Against the built-in pages in German, French, Brazilian and European Portuguese.
    private static let languages: [(String, String, String)] = [
        ("a", "fr, it;q=0.9, de;q=0.8", "fr"), ("a", "de, fr;q=0.5", "de.html"),
        ("a", "fr;q=0.5, de", "de.html"), ("a", "it, xx", "it"),
        ("a", "xx, de-AT;q=0.1", "de.html"),
        ("a", "en, de;q=0.5", "en"), ("a", "pt-BR", "pt-BR"), ("a", "pt-UY, fr;q=0.1", "pt.html"),
        ("a", "pt-AO", "pt-PT"), ("a", "", "en"), ("a", "*", "en"), ("a", "de;q=0, fr", "fr"),
        ("b.test", "de", "de.html"), ("b.test", "nl, de;q=0.9", "b.test.nl.html"),
        ("b.test", "fr, nl;q=0.9", "fr"), ("b.test", "sv, nl;q=0.1", "sv"),
        // Its page without a language stands for all others.
        ("c.test", "fr", "c.test.html"), ("c.test", "de", "c.test.html"),
        ("c.test", "fr, nl;q=0.1", "c.test.html"), ("c.test", "nl, fr;q=0.1", "c.test.nl.html"),
        ("c.test", "fr;q=0.1, nl", "c.test.nl.html"), ("c.test", "nl;q=0, fr", "c.test.html"),
    ]

    @Test(arguments: languages)
    func `the first language that anybody wrote a page in wins`(
        _ host: String, _ language: String, _ expected: String
    ) throws {
        let answer = try ask(Self.some, host, "text/html", language)
        let text = try answer.text
        #expect((text.hasSuffix(".html") ? text : answer["Content-Language"]) == expected)
    }

    @Test func `beside the operator's pages, too, who has sent something reads of it`() throws {
        let server = Self.server(["de.html"])
        for (language, isTold) in [("fr", true), ("de", false), ("xx", true)] {
            let answer = try server.answer(
                "Accept: text/html\nAccept-Language: \(language)", line: "POST / HTTP/1.1")
            #expect(try answer.text.contains("class=\"sent\"") == isTold)
        }
    }

    @Test func `a page for a language says so`() throws {
        let answer = try ask(Self.full, "b", "text/html", "zh-Hant")
        #expect(answer["Content-Language"] == "zh-Hant")
        let other = try ask(Self.full, "example.com", "text/html", "fr")
        #expect(other["Content-Language"] == nil)
    }

    @Test(arguments: [
        ("de.html", "text/html", "de"), ("de.html", "text/html", "fr"), ("de.html", "*/*", "fr"),
        ("de.json", "application/json", "de"), ("de.json", "application/json", "fr"),
        ("de.txt", "text/plain", "de"), ("de.txt", "text/plain", "fr"),
        ("c.de.html", "text/html", "fr"),
    ])
    func `what was chosen by language varies by it`(
        _ name: String, _ accept: String, _ language: String
    ) throws {
        let answer = try ask(Self.server([name]), "c", accept, language)
        let vary = answer["Vary"]?.split(separator: ", ") ?? []
        #expect(vary.contains("Accept-Language"))
    }

    @Test(arguments: ["localhost.html", "www.example.com.html"])
    func `a host's one page varies by Accept only`(_ name: String) throws {
        let host = String(name.dropLast(5))
        let answer = try ask(Self.server([name]), host, "text/html", "de")
        #expect(try answer.text == name)
        #expect(answer["Vary"] == "Accept")
    }
}
