// What a custom page is called.

import Testing

@testable import Maintenance

struct PageTests {
    private func type(_ path: String, _ body: String = "x") -> String {
        String(decoding: Page(file: Array(body.utf8), path: path).contentType, as: UTF8.self)
    }

    @Test(arguments: [
        ("under-maintenance.html", "text/html; charset=utf-8"),
        ("/a.b/page", "text/html; charset=utf-8"),
        ("/a/PAGE.HTM", "text/html; charset=utf-8"),
        ("/a/page.json", "application/json"),
        ("/a/page.txt", "text/plain; charset=utf-8"),
        ("/a/page.xml", "application/xml; charset=utf-8"),
        ("/a/page.svg", "image/svg+xml"),
        ("/a/page.tar.png", "image/png"),
        ("/a/page.", "text/html; charset=utf-8"),
    ])
    func `the extension decides the media type`(path: String, expected: String) {
        #expect(type(path) == expected)
    }

    @Test func `text that isn't UTF-8 carries no charset`() {
        let page = Page(file: [0x47, 0xFC, 0x6E], path: "a.html")
        #expect(String(decoding: page.contentType, as: UTF8.self) == "text/html")
    }
}
