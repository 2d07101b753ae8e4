// The file that replaces the built-in page.

import Testing

@testable import Maintenance

struct CustomPageTests {
    private func server(_ path: String, _ content: String = "own") -> Server {
        Server { $0.customPage = try! CustomPage(content: Array(content.utf8), path: path) }
    }

    /// JSON in a file that is named so.
    private func content(of path: String, _ text: String = "own") -> String {
        path.hasSuffix(".json") ? "\"\(text)\"" : text
    }

    @Test(arguments: ["a.html", "a.txt", "a.json", "a.xml", "a.png", "a.md", "a"])
    func `it takes the place of the page and of whatever is left to the server`(
        path: String
    ) throws {
        let own = content(of: path)
        let server = server(path, own)
        for accept in ["", "*/*", "text/html", "text/html,*/*;q=0.8", "*/*;q=0.1"] {
            let answer = try server.answer("Accept: \(accept)\nAccept-Language: de")
            #expect(try answer.text == own)
            #expect(server.responses.standard.body.bytes == Array(own.utf8))
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
        let server = server(path, self.content(of: path))
        for accept in ["", "*/*", "text/html", "image/avif,*/*;q=0.8"] {
            let answer = try server.answer(
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
        let own = content(of: path)
        #expect(try server(path, own).answer("Accept: \(accept)").text == own)
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
        let own = content(of: path)
        let answer = try server(path, own).answer("Accept: \(accept)")
        #expect(answer["Content-Type"] == type)
        #expect(try answer.text != own)
    }

    @Test(arguments: ["a.html", "a.txt", "a.json"])
    func `a compressed form is another thing that varies`(path: String) throws {
        let content = content(of: path, String(repeating: "own ", count: 1000))
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
            $0.customPage = try! CustomPage(content: Array("own".utf8), path: "a.html")
            $0.ownPages = [try! DirectoryPage(name: "de.html", content: Array("eigen".utf8))]
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

    @Test(arguments: [
        ("application/json", "application/problem+json"),
        ("application/problem+json; charset=utf-8", "application/problem+json"),
        ("APPLICATION/JSON", "application/problem+json"), ("text/json", "application/problem+json"),
        ("application/vnd.api+json", "application/problem+json"),
        ("text/xml", "application/problem+xml"),
        ("application/soap+xml;a=b", "application/problem+xml"),
        ("application/x-www-form-urlencoded", "text/plain; charset=utf-8"),
        ("multipart/form-data; boundary=x", "text/plain; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"), ("", "text/plain; charset=utf-8"),
        ("application/*", "text/plain; charset=utf-8"), ("*/*", "text/plain; charset=utf-8"),
    ])
    func `who sends JSON or XML and asks for nothing gets that`(
        sent: String, type: String
    ) throws {
        for accept in ["", "Accept: */*\n"] {
            let answer = try Server.standard.answer(accept + "Content-Type: \(sent)")
            #expect(answer["Content-Type"] == type)
            // What was asked for, and the operator's page, come first.
            let asked = try Server.standard.answer("Accept: text/xml\nContent-Type: \(sent)")
            #expect(asked["Content-Type"] == "application/problem+xml")
            let own = try server("a.html").answer(accept + "Content-Type: \(sent)")
            #expect(try own.text == "own")
        }
    }
}
