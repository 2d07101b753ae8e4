// For whom a file of the pages directory is.

import Testing

@testable import Maintenance

struct DirectoryPageTests {
    /// `example.com in de`; `*` is every host.
    private func audiences(_ stem: String) -> [String] {
        DirectoryPage.audiences(of: Array(stem.utf8)).map { audience in
            let host = audience.host.map { String(decoding: $0, as: UTF8.self) } ?? "*"
            guard let language = audience.language else { return host }
            return host + " in " + String(decoding: language, as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("de", ["* in de", "de"]), ("zh-Hant", ["* in zh-Hant", "zh-hant"]),
        ("fil", ["* in fil", "fil"]), ("pt-BR", ["* in pt-BR", "pt-br"]),
        ("example.com", ["example.com"]), ("localhost", ["localhost"]),
        ("example.info", ["example.info"]), ("example.de", ["example.de", "example in de"]),
        ("Example.COM.de", ["example.com.de", "example.com in de"]),
        ("www.example.org.pt-BR", ["www.example.org.pt-br", "www.example.org in pt-BR"]),
        ("192.0.2.1", ["192.0.2.1"]), ("[::1].fr", ["[::1].fr", "[::1] in fr"]),
        ("example.com.x", ["example.com.x"]), ("example.com.", ["example.com."]),
        (".de", [".de"]), ("example.com.deutsch", ["example.com.deutsch"]),
        ("example.com.zh-Hant-TW-abcdefgh", ["example.com.zh-hant-tw-abcdefgh"]),
    ])
    func `a name is read as a host, a language, or both`(_ stem: String, _ expected: [String]) {
        #expect(audiences(stem) == expected)
    }

    @Test(arguments: ["de.html", "example.com.json", "a.txt", "b.c.html", "[::1].html", " .html"])
    func `a name with one of three endings is a page's`(_ name: String) {
        #expect(DirectoryPage.isName(name))
        #expect(DirectoryPage(name: name, content: [0x78]) != nil)
    }

    @Test(arguments: [
        "", "html", ".html", "de", "de.htm", "de.xml", "de.png", "de.html~", "de.html.bak",
        "de.HTML", ".", "..", "de.html.gz", "style.css", ".json", "a.txt ", "de.md",
    ])
    func `any other name is not`(_ name: String) {
        #expect(!DirectoryPage.isName(name))
        #expect(DirectoryPage(name: name, content: [0x78]) == nil)
    }

    @Test(arguments: ["de.html", "de.json", "de.txt"])
    func `a page that isn't UTF-8 is none`(_ name: String) {
        #expect(DirectoryPage(name: name, content: [0x47, 0xFC]) == nil)
    }

    @Test(arguments: [
        ("de.html", "every host in de; host de"), ("localhost.txt", "host localhost"),
        ("example.de.json", "host example.de; host example in de"),
    ])
    func `people are told for whom a page is`(_ name: String, _ text: String) throws {
        #expect(try #require(DirectoryPage(name: name, content: [])).audienceText == text)
    }
}
