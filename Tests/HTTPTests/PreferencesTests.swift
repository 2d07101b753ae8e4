// Lists of preferences taken apart: elements, weights, and what is passed over.
import Testing

@testable import HTTP

@Suite struct PreferencesTests {
    /// The elements in their order, each with its thousandths: `de-CH 1000, de 900`.
    static func read(_ field: String) -> String {
        guarded(field) { bytes in
            var elements: [String] = []
            var preferences = Preferences()
            while let element = preferences.next(in: bytes) {
                elements.append("\(HeadCase.text(element.value, bytes)) \(element.weight)")
            }
            return elements.joined(separator: ", ")
        }
    }

    @Test(arguments: [
        ("a", "a 1000"), ("a,b", "a 1000, b 1000"), ("a, b , c", "a 1000, b 1000, c 1000"),
        (" \ta\t ", "a 1000"), ("de-CH, de;q=0.9, *;q=0.1", "de-CH 1000, de 900, * 100"),
        ("text/html;level=1", "text/html 1000"), ("text/html;level=1;q=0.4", "text/html 400"),
        ("a;q=0.4;ext=1", "a 400"), ("a ; q=0.4 , b", "a 400, b 1000"), ("a\t;\tq=0.4", "a 400"),
        ("a;Q=0.4", "a 400"), ("a;qs=0.4", "a 1000"), ("a;q2=0.4", "a 1000"), ("a;", "a 1000"),
        ("a;;q=0.4", "a 400"), ("a;b", "a 1000"), ("a;x=q=0.4", "a 1000"),
    ])
    func `a list is taken apart in its order`(_ field: String, _ elements: String) {
        #expect(Self.read(field) == elements)
    }

    @Test(arguments: [
        ("0", 0), ("1", 1000), ("0.", 0), ("1.", 1000), ("0.0", 0), ("0.5", 500), (".5", 500),
        ("0.25", 250), (".25", 250), ("0.125", 125), (".125", 125), ("0.001", 1), ("0.999", 999),
        ("1.0", 1000), ("1.00", 1000), ("1.000", 1000), ("0.000", 0),
    ])
    func `a weight is read in thousandths`(_ text: String, _ weight: Int) {
        #expect(Self.read("a;q=\(text)") == "a \(weight)")
        #expect(Self.read("a;q=\(text) , b") == "a \(weight), b 1000")
    }

    @Test(arguments: [
        "", "abc", "1.001", "1.1", "2", "10", "01", "00", "00.5", "-1", "-0.5", "+1", "0..5",
        "0.1234", "1.0000", ".0005", ".", "0.5 5", "0.5x", "1e0", "0x1", "\"1\"", "\"0.5\"", "=1",
        " 1",
    ])
    func `an element with a malformed weight is passed over`(_ text: String) {
        #expect(Self.read("a;q=\(text)") == "")
        #expect(Self.read("b;q=0.5, a;q=\(text); c=d, e") == "b 500, e 1000")
    }

    @Test(arguments: [
        ("", ""), (" ", ""), (",", ""), (", ,\t,", ""), (",a", "a 1000"), ("a,", "a 1000"),
        ("a,,b", "a 1000, b 1000"), (";q=0.5", ""), (" ;q=0.5, a", "a 1000"), (";", ""),
        (",;,;a=b,c", "c 1000"),
    ])
    func `an empty element is passed over`(_ field: String, _ elements: String) {
        #expect(Self.read(field) == elements)
    }

    @Test(arguments: [
        ("a;b=\"c,d\";q=0.5, e", "a 500, e 1000"), ("a;b=\"c;q=0\", e", "a 1000, e 1000"),
        ("a;b=\"\\\",;q=0\";q=0.5, e", "a 500, e 1000"), ("a;b=\"\\\\\", e", "a 1000, e 1000"),
        ("a;b=\"\", e", "a 1000, e 1000"), ("a;b=\"c\"d\",\", e", "a 1000, e 1000"),
    ])
    func `a comma or semicolon in quotes ends nothing`(_ field: String, _ elements: String) {
        #expect(Self.read(field) == elements)
    }

    @Test(arguments: [
        "a;b=\"", "a;b=\"c, d", "a;b=\"c\\", "a;b=\"c\\\", d", "a;\"", "a;b=\"c, d;q=0",
    ])
    func `what follows a broken quotation is passed over`(_ field: String) {
        #expect(Self.read("e, " + field) == "e 1000, a 1000")
    }

    @Test func `no prefix of a list is read beyond its end`() {
        let field = "text/html;level=\"1,\\\"\";q=0.75, de-CH ; q=1.000,*;q=.5"
        for count in 0...field.count { _ = Self.read(String(field.prefix(count))) }
    }
}
