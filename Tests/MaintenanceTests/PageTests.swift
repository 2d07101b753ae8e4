// What a page of the operator's is called, and whether it is compressed.

import Testing

@testable import Maintenance

struct PageTests {
    @Test(arguments: [
        ("under-maintenance.html", "text/html; charset=utf-8"),
        ("/a.b/page", "text/html; charset=utf-8"),
        ("/a/PAGE.HTM", "text/html; charset=utf-8"),
        ("/a/page.xhtml", "application/xhtml+xml; charset=utf-8"),
        ("/a/page.json", "application/json"),
        ("/a/page.txt", "text/plain; charset=utf-8"),
        ("/a/page.xml", "application/xml; charset=utf-8"),
        ("/a/page.svg", "image/svg+xml"),
        ("/a/page.tar.png", "image/png"),
        ("/a/page.", "text/html; charset=utf-8"),
    ])
    func `the extension decides the media type`(path: String, expected: String) throws {
        let page = try Page(file: Array("1".utf8), path: path)
        #expect(String(decoding: page.contentType, as: UTF8.self) == expected)
    }

    @Test(arguments: ["a.html", "a", "a.txt", "a.json", "a.xml", "a.svg"])
    func `text that isn't UTF-8 is no page`(path: String) {
        #expect(throws: PageError.notUTF8) { try Page(file: [0x47, 0xFC, 0x6E], path: path) }
    }

    @Test(arguments: ["a.png", "a.jpg", "a.pdf", "a.webp"])
    func `an image may hold any bytes, and isn't compressed`(path: String) throws {
        let content = [UInt8](repeating: 0xFC, count: 5000)
        let page = try Page(file: content, path: path)
        #expect(page.body.bytes == content && page.gzip == nil)
    }

    @Test(arguments: ["a.html", "a.txt", "a.json", "a.svg"])
    func `text of more than 1 KiB is compressed`(path: String) throws {
        let content = [0x31] + [UInt8](repeating: 0x20, count: 1024)
        #expect(try Page(file: Array(content.dropLast()), path: path).gzip == nil)
        let compressed = try #require(try Page(file: content, path: path).gzip)
        #expect(compressed.count < content.count)
        #expect(try inflated(compressed.bytes) == content)
    }
}
