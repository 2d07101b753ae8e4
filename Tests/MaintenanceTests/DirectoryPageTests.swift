// For whom a file of the pages directory is.

import Testing

@testable import Maintenance

struct DirectoryPageTests {
    /// `example.com in de`; `*` is every host.
    private func audiences(_ stem: String) -> [String] {
        (try? DirectoryPage.audiences(of: Array(stem.utf8)).get())?.map { audience in
            let host = audience.host.map { String(decoding: $0, as: UTF8.self) } ?? "*"
            guard let language = audience.language else { return host }
            return host + " in " + String(decoding: language, as: UTF8.self)
        } ?? []
    }

    @Test(arguments: [
        ("de", ["* in de", "de"]), ("zh-Hant", ["* in zh-Hant", "zh-hant"]),
        ("fil", ["* in fil", "fil"]), ("pt-BR", ["* in pt-BR", "pt-br"]),
        ("example.com", ["example.com"]), ("localhost", ["localhost"]),
        ("example.info", ["example.info"]), ("example.de", ["example.de", "example in de"]),
        ("Example.COM.de", ["example.com.de", "example.com in de"]),
        ("www.example.org.pt-BR", ["www.example.org.pt-br", "www.example.org in pt-BR"]),
        ("192.0.2.1", ["192.0.2.1"]), ("[::1].fr", ["[::1] in fr"]),
        ("example.com.x", ["example.com.x"]), ("my_host", ["my_host"]),
        ("münchen.example", ["xn--mnchen-3ya.example"]),
        ("MÜNCHEN.example.de", ["xn--mnchen-3ya.example.de", "xn--mnchen-3ya.example in de"]),
        ("пример.испытание", ["xn--e1afmkfd.xn--80akhbyknj4f"]),
        ("例え.テスト", ["xn--r8jz45g.xn--zckzah"]),
        ("faß.de", ["xn--fa-hia.de", "xn--fa-hia in de"]),
        ("[2001:DB8:0::7]", ["[2001:db8::7]"]),
        ("xn--mnchen-3ya.de", ["xn--mnchen-3ya.de", "xn--mnchen-3ya in de"]),
        ("example.com.deutsch", ["example.com.deutsch"]),
        ("example.com.zh-Hant-TW-abcdefgh", ["example.com.zh-hant-tw-abcdefgh"]),
    ])
    func `a name is read as a host, a language, or both`(_ stem: String, _ expected: [String]) {
        #expect(audiences(stem) == expected)
    }

    @Test(arguments: ["de.html", "example.com.json", "a.txt", "b.c.html", "[::1].html"])
    func `a name with one of three endings is a page's`(_ name: String) throws {
        _ = try DirectoryPage(name: name, content: [0x31])
    }

    @Test(arguments: [
        "", "html", ".html", "de", "de.htm", "de.xml", "de.png", "de.html~", "de.html.bak",
        "de.HTML", ".", "..", "de.html.gz", "style.css", ".json", "a.txt ", "de.md",
    ])
    func `any other name is not`(_ name: String) {
        #expect(throws: PageError.name(.ending)) {
            try DirectoryPage(name: name, content: [0x31])
        }
    }

    @Test(arguments: [
        ("pt_BR", PageNameError.underscore(Array("pt-BR".utf8))),
        ("a.test.zh_Hant", .underscore(Array("a.test.zh-Hant".utf8))),
        ("*.a.test", .wildcard), ("*", .wildcard), ("a.test:80", .port(Array("a.test".utf8))),
        ("index", .everybody), ("DEFAULT", .everybody), ("a..b", .host), (".de", .host),
        ("a.test.", .host), ("-", .host), ("a b", .host), ("[::g]", .host), ("1.2.3", .host),
        ("a\u{300}.test", .decomposed), (String(repeating: "a", count: 64), .host),
    ])
    func `a name that no request asks for is refused by its reason`(
        _ stem: String, _ reason: PageNameError
    ) {
        #expect(throws: reason) { try DirectoryPage.audiences(ofName: stem + ".html").get() }
    }

    @Test(arguments: [
        "::1", "::1.de", "2001:DB8:0::1", "2001:db8::1.pt-BR", "::", "fe80::80", "fe80::1.de",
        "::ffff:192.0.2.1", "2001:db8:0:0:0:0:0:1", "::80",
    ])
    func `an IPv6 address without brackets is told with them`(_ stem: String) throws {
        guard case .failure(.unbracketed(let host)) = DirectoryPage.audiences(ofName: stem + ".txt")
        else {
            Issue.record("not told apart")
            return
        }
        #expect(host.first == UInt8(ascii: "[") && host.last == UInt8(ascii: "]"))
        let cured = String(decoding: host, as: UTF8.self) + ".txt"
        #expect(try DirectoryPage.audiences(ofName: cured).get().map(\.host) == [host])
    }

    @Test(arguments: ["[::1]:80", "[::1]:8080.de", "[2001:db8::1]:443"])
    func `a port behind an IPv6 address is told`(_ stem: String) throws {
        guard case .failure(.port(let host)) = DirectoryPage.audiences(ofName: stem + ".html")
        else {
            Issue.record("not told apart")
            return
        }
        #expect(host.last == UInt8(ascii: "]"))
    }

    @Test(arguments: ["de.html", "de.json", "de.txt"])
    func `a page that isn't UTF-8 is none`(_ name: String) {
        #expect(throws: PageError.notUTF8) {
            try DirectoryPage(name: name, content: [0x47, 0xFC])
        }
    }

    @Test(arguments: [
        ("de.html", "every host in de; host de"), ("localhost.txt", "host localhost"),
        ("example.de.json", "host example.de; host example in de"),
    ])
    func `people are told for whom a page is`(_ name: String, _ text: String) throws {
        #expect(try DirectoryPage(name: name, content: [0x31]).audienceText == text)
    }
}
