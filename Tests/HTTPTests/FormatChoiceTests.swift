// Which format a value of Accept asks for.
import Testing

@testable import HTTP

@Suite struct FormatChoiceTests {
    static func choice(_ field: String) -> FormatChoice {
        guarded(field) { FormatChoice.preferred(by: $0) }
    }

    @Test(arguments: [
        ("text/html", FormatChoice.html), ("application/json", .json), ("text/plain", .text),
        ("application/problem+json", .json), ("application/vnd.api+json", .json),
        ("application/ld+json", .json), ("image/x+json", .json), ("application/xml", .xml),
        ("text/xml", .xml), ("application/problem+xml", .xml), ("*/*", .standard),
        ("*", .standard), ("", .standard), ("text/*", .standard),
    ])
    func `a type names its format`(_ field: String, _ choice: FormatChoice) {
        #expect(Self.choice(field) == choice)
        #expect(Self.choice(field.uppercased()) == choice)
    }

    @Test(arguments: [
        "image/png", "image/*", "application/pdf", "text/css", "text/html2", "xtext/html",
        "application/jsonp", "application/jso", "text/htm", "text/event-stream",
        "text/html;q=0", "*/*;q=0", "text/*;q=0.000",
        "application/json;q=0, text/html;q=0",
    ])
    func `a list without a type of ours takes nothing`(_ field: String) {
        #expect(Self.choice(field) == .nothing)
    }

    @Test(arguments: [
        ("text/html;q=0.5, application/json;q=0.6", FormatChoice.json),
        ("text/html;q=0.6, application/json;q=0.5", .html),
        ("text/plain;q=0.001, image/png", .text), ("application/xml;q=0.9, */*;q=0.8", .xml),
        ("application/xml;q=0.8, */*;q=0.9", .standard), ("text/html;q=0.9, application/*", .json),
        ("text/html;q=0.8, text/*;q=0.9, application/json;q=0.7", .text),
    ])
    func `the highest weight wins`(_ field: String, _ choice: FormatChoice) {
        #expect(Self.choice(field) == choice)
    }

    @Test(arguments: [
        ("text/html, application/json", FormatChoice.html), ("text/plain, text/html", .text),
        ("application/json, text/html", .json), ("application/xml, application/json", .xml),
        ("text/plain;q=0.5, text/html;q=0.5", .text), ("image/png, text/xml, text/html", .xml),
        ("application/json;q=0.5, text/plain;q=0.5, text/html;q=0.5", .json),
    ])
    func `of equal weights the first named wins`(_ field: String, _ choice: FormatChoice) {
        #expect(Self.choice(field) == choice)
    }

    @Test(arguments: [
        ("*/*, application/json", FormatChoice.json), ("application/json, */*", .json),
        ("text/*, application/xml", .xml), ("*/*;q=0.5, text/html;q=0.5", .html),
        ("*/*;q=0.5, text/plain;q=0.5, text/html;q=0.5", .text), ("*, text/plain", .text),
        ("application/*;q=0.3, text/html;q=0.3", .html),
    ])
    func `of equal weights a named type beats a wildcard`(_ field: String, _ choice: FormatChoice) {
        #expect(Self.choice(field) == choice)
    }

    @Test(arguments: [
        ("text/html;q=0.1, */*", FormatChoice.text), ("text/plain;q=0.1, */*", .html),
        ("*/*, text/html;q=0", .text), ("text/*;q=0.1, */*;q=0.9", .json),
        ("text/*;q=0, */*", .json), ("application/json;q=0, application/*", .xml),
        ("*/*;q=0, text/html;q=0.1", .html), ("*/*;q=0.9, text/*;q=0.1, text/html;q=0.8", .json),
        ("application/json;q=0, */*", .standard), ("*/*;q=0, application/*;q=0.2", .json),
        ("text/html;q=0.2, text/*;q=0.3, */*;q=0.1", .text),
    ])
    func `the most specific range decides`(_ field: String, _ choice: FormatChoice) {
        #expect(Self.choice(field) == choice)
    }

    @Test(arguments: [
        ("application/xhtml+xml", FormatChoice.html), ("text/json", .json), ("TEXT/JSON", .json),
        ("application/atom+xml", .xml), ("application/soap+xml; charset=utf-8", .xml),
        ("application/vnd.a.b+xml", .xml), ("text/x+xml", .xml), ("model/x3d+xml", .xml),
        ("application/atom+xml;q=0.1, application/json;q=0.2", .json),
        ("image/svg+xml", .nothing), ("+xml", .nothing), ("a+xml", .nothing), ("/+xml", .nothing),
        ("application/+xmlx", .nothing), ("application/xhtml+xml;q=0.5, text/xml", .xml),
    ])
    func `types of XML and JSON by any name are read as such`(
        _ field: String, _ choice: FormatChoice
    ) {
        #expect(Self.choice(field) == choice)
    }

    @Test(arguments: [
        (
            "application/xhtml+xml;q=0.1, text/html;q=0.9, application/json;q=0.5",
            FormatChoice.html
        ),
        ("application/vnd.x+json;q=0.2, application/json;q=0.9, text/html;q=0.5", .json),
        ("application/json;q=0.9, application/vnd.x+json;q=0.2, text/html;q=0.5", .json),
        ("application/xhtml+xml;q=0, text/html;q=0.9, */*;q=0.8", .html),
        ("text/xml;q=0.4, application/xml;q=0.6, text/plain;q=0.5", .xml),
        ("application/xhtml+xml;q=0, text/html;q=0", .nothing),
    ])
    func `of two names of one format the one that is wanted more counts`(
        _ field: String, _ choice: FormatChoice
    ) {
        #expect(Self.choice(field) == choice)
    }

    @Test(arguments: [
        ("text/html;q=abc, application/json;q=0.1", FormatChoice.json),
        (",, text/html ,", .html), ("html, application/json", .json), ("text/, text/xml", .xml),
        ("/, */plain, text/plain", .text), ("text html, application/json;q=0.1", .json),
        ("text/html;q=1.001, */*;q=0.1", .standard), ("text/html q=0, text/xml;q=0.2", .xml),
        ("text;html, application/json", .json), (";text/html, application/json", .json),
        ("application/json x, text/html;q=0.1", .html), ("+json, text/html;q=0.1", .html),
        ("problem+json, text/html;q=0.1", .html), ("a b/c+json, text/html;q=0.1", .html),
    ])
    func `a malformed element is ignored`(_ field: String, _ choice: FormatChoice) {
        #expect(Self.choice(field) == choice)
    }

    @Test func `parameters other than the weight don't count`() {
        #expect(Self.choice("text/html;charset=utf-8;q=0.2, text/plain;q=0.1") == .html)
        #expect(Self.choice("text/html;v=\"a, application/json\", text/plain") == .html)
    }

    @Test(arguments: [
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", FormatChoice.html,
            "Firefox"
        ),
        (
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
                + "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7", .html, "Chrome"
        ),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", .html, "Java"),
        ("application/json, text/plain, */*", .json, "axios"), ("*/*", .standard, "curl"),
        ("application/json, text/javascript, */*; q=0.01", .json, "jQuery"),
        ("image/avif,image/webp,image/png,image/svg+xml,*/*;q=0.8", .standard, "an image"),
        ("text/css,*/*;q=0.1", .standard, "a style sheet"), ("text/event-stream", .nothing, "SSE"),
    ])
    func `a program's own value gets what it reads`(
        _ field: String, _ choice: FormatChoice, _ program: String
    ) {
        #expect(Self.choice(field) == choice)
    }

    @Test(arguments: [
        ("*/*", true), ("*", false), ("*/*;q=1", false), ("text/*", false), ("", false),
        ("*/**", false),
    ])
    func `only a plain wildcard is any`(_ field: String, _ isAny: Bool) {
        let range = ByteRange(from: 0, to: field.utf8.count)
        #expect(guarded(field) { FormatChoice.isAny($0, at: range) } == isAny)
    }
}
