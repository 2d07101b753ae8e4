// The file that replaces the built-in page.

import Testing

@testable import Maintenance

struct CustomPageTests {
    private func server(_ path: String, _ content: String = "own") -> Server {
        Server { $0.customPage = CustomPage(content: Array(content.utf8), path: path) }
    }

    @Test(arguments: ["a.html", "a.txt", "a.json", "a.xml", "a.png", "a.md", "a"])
    func `it takes the place of the page and of whatever is left to the server`(
        path: String
    ) throws {
        for accept in ["", "*/*", "text/html", "text/html,*/*;q=0.8", "*/*;q=0.1"] {
            let answer = try server(path).answer("Accept: \(accept)\nAccept-Language: de")
            #expect(try answer.text == "own")
            #expect(server(path).responses.standard.body.bytes == Array("own".utf8))
            #expect(answer["Vary"] == "Accept" && answer["Content-Language"] == nil)
        }
    }

    @Test(arguments: [
        ("a.html", "image", "Under maintenance"), ("a.json", "script", "Under maintenance"),
        ("a.txt", "style", "own"), ("a.html", "document", "own"), ("a.html", "empty", "own"),
    ])
    func `a part of a page gets the plain text instead`(
        path: String, destination: String, content: String
    ) throws {
        for accept in ["", "*/*", "text/html", "image/avif,*/*;q=0.8"] {
            let answer = try server(path).answer(
                "Accept: \(accept)\nSec-Fetch-Dest: \(destination)")
            #expect(try answer.text == content)
            #expect(answer["Vary"] == "Accept")
        }
    }

    @Test(arguments: [
        ("a.txt", "text/plain"), ("a.json", "application/json"), ("a.json", "application/a+json"),
        ("a.xml", "application/xml"), ("a.xml", "text/xml"),
    ])
    func `it takes the place of its own format`(path: String, accept: String) throws {
        #expect(try server(path).answer("Accept: \(accept)").text == "own")
    }

    @Test(arguments: [
        ("a.html", "text/plain", "text/plain; charset=utf-8"),
        ("a.html", "application/json", "application/problem+json"),
        ("a.html", "text/xml", "application/problem+xml"),
        ("a.html", "image/png", "text/plain; charset=utf-8"),
        ("a.txt", "application/json", "application/problem+json"),
        ("a.json", "text/plain", "text/plain; charset=utf-8"),
        ("a.json", "image/png", "text/plain; charset=utf-8"),
        ("a.png", "application/json", "application/problem+json"),
        ("a.png", "text/plain", "text/plain; charset=utf-8"),
    ])
    func `other formats keep their answer`(path: String, accept: String, type: String) throws {
        let answer = try server(path).answer("Accept: \(accept)")
        #expect(answer["Content-Type"] == type)
        #expect(try answer.text != "own")
    }

    @Test(arguments: ["a.html", "a.txt", "a.json"])
    func `a compressed form is another thing that varies`(path: String) throws {
        let content = String(repeating: "own ", count: 1000)
        let server = server(path, content)
        for accept in ["", "*/*", "text/html"] {
            let plain = try server.answer("Accept: \(accept)")
            let compressed = try server.answer("Accept: \(accept)\nAccept-Encoding: gzip")
            #expect(plain["Content-Encoding"] == nil && compressed["Content-Encoding"] == "gzip")
            #expect(try plain.text == content)
            #expect(try compressed.text == content)
            #expect(plain["Vary"] == "Accept, Accept-Encoding")
            #expect(plain["Vary"] == compressed["Vary"])
        }
    }

    @Test func `pages per language make it vary by language`() throws {
        let server = Server {
            $0.customPage = CustomPage(content: Array("own".utf8), path: "a.html")
            $0.ownPages = [DirectoryPage(name: "de.html", content: Array("eigen".utf8))!]
        }
        for (language, text) in [("", "own"), ("fr", "own"), ("de", "eigen")] {
            let answer = try server.answer("Accept: */*\nAccept-Language: \(language)")
            #expect(try answer.text == text)
            #expect(answer["Vary"] == "Accept, Accept-Language")
        }
    }

    @Test func `content of others carries no policy of ours`() throws {
        #expect(try server("a.html").answer()["Content-Security-Policy"] == nil)
    }
}
