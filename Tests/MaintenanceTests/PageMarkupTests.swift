// What is seen of the markup of a page of the operator's.

import Testing

@testable import Maintenance

struct PageMarkupTests {
    private func missing(_ html: String) -> String? { text(oversights(html).asset) }

    private func text(_ bytes: [UInt8]?) -> String? {
        bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    private func oversights(_ html: String) -> PageMarkup.Oversights {
        PageMarkup.oversights(in: Array(html.utf8))
    }

    @Test(arguments: [
        (#"<link rel="stylesheet" href="style.css">"#, "style.css"),
        (#"<link href=/style.css rel=stylesheet>"#, "/style.css"),
        (#"<LINK REL='Shortcut Icon' HREF='favicon.ico'>"#, "favicon.ico"),
        (#"<link rel="shortcut icon" href="favicon.ico">"#, "favicon.ico"),
        (#"<img alt="a > b" src="img/logo.png">"#, "img/logo.png"),
        (#"<img/src="logo.png"/>"#, "logo.png"), (#"<img src=logo.png>"#, "logo.png"),
        (#"<script src="./app.js"></script>"#, "./app.js"),
        (#"<video poster='p.jpg'></video>"#, "p.jpg"), (#"<embed src="a.svg">"#, "a.svg"),
        (#"<iframe src="?inner">"#, "?inner"), (#"<p><br/><source src=a.mp4>"#, "a.mp4"),
        ("<style>a{}</style>\n<img src=late.png>", "late.png"),
        ("<!-- <p> --><img src=late.png>", "late.png"),
        ("<script>if (a < b) x='<img src=no.png>'</script><img src=yes.png>", "yes.png"),
    ])
    func `a file that this server hasn't is seen`(_ html: String, _ address: String?) {
        #expect(missing("<!doctype html><title>x</title>" + html + "<p>") == address)
    }

    @Test(arguments: [
        "", "<", "<p", "<img", "<img src", "<img src=", "<img src='", "<!--", "<script>", "text",
        "<p src>", "<img src=\"data:image/png;base64,AA\">",
        "<img src=https://cdn.example.com/a.png>",
        "<img src=//cdn.example.com/a.png>", "<img src=''>", "<a href=contact.html>",
        "<svg><use href=#a>",
        "<link rel=canonical href=/page>", "<link rel=alternate href=feed.xml>", "<img src=#a>",
        "<!-- <img src=a.png> -->", "<script>x = '<img src=a.png>'</script>", "<base href=/>",
        "<style>/* <img src=a.png> */</style>", "<link rel=icon href=data:,>", "<p data-src=a.png>",
    ])
    func `a page that has everything, or has it from elsewhere, lacks nothing`(_ html: String) {
        #expect(missing(html) == nil)
    }

    @Test func `however it is cut it is read to its end`() {
        let html =
            "<!-- x --><link rel=icon href='data:,'><script>y</script><img src=\"data:a\"><p>"
        for count in 0...html.utf8.count { #expect(missing(String(html.prefix(count))) == nil) }
    }

    @Test(
        arguments: [
            ("<p data-maintenance=titel>", "titel"), ("<p data-maintenance=\"\" x>", ""),
            ("<p data-maintenance=left>", nil), ("<P id=a DATA-Maintenance='end'>", "end"),
            ("<h1 data-maintenance=\"title\"><p data-maintenance='message' hidden>", nil),
            ("<p data-maintenance='until'><p data-maintenance=detail>", "detail"),
            ("<script>x = '<p data-maintenance=\"${name}\">'</script>", nil),
            ("<!-- <p data-maintenance=x> -->", nil), ("<p title='data-maintenance=x'>", nil),
            ("data-maintenance=x", nil), ("<p x-data-maintenance=y>", nil),
        ] as [(String, String?)])
    func `a place for a text that there isn't is seen`(_ html: String, _ name: String?) {
        #expect(text(oversights(html).place) == name)
    }

    @Test func `places for the announcement are seen`() throws {
        for (html, isFilled) in [
            ("<h1 data-maintenance=\"title\">", true), ("<H1 DATA-Maintenance=title>", true),
            ("<h1>data-maintenance</h1>", false), ("", false),
        ] {
            #expect(try CustomPage(content: Array(html.utf8), path: "a.html").isFilled == isFilled)
        }
    }
}
