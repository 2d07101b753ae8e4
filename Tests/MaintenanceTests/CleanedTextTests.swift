// What no document may hold is taken out of a text.

import Testing

@testable import Maintenance

struct CleanedTextTests {
    private func clean(_ text: String, keepsLines: Bool) -> [UInt8] {
        Array(text.utf8).cleaned(keepsLines: keepsLines)
    }

    @Test(arguments: [
        "", "a", "a b", "\u{a0}", "\u{ad}", "\u{fffd}", "\u{2028}", "\u{1f6e0}\u{fe0f}", "عربي",
        "\u{10fffd}", "e\u{301}", "<&\"'>", "\u{e000}",
    ])
    func `text is left as it is`(_ text: String) {
        for keepsLines in [true, false] {
            #expect(clean(text, keepsLines: keepsLines) == Array(text.utf8))
        }
    }

    @Test func `controls become spaces`() {
        for value in [UInt32](0...0x1F) + [0x7F] + [UInt32](0x80...0x9F) {
            let text = "a\(Unicode.Scalar(value)!)b"
            #expect(clean(text, keepsLines: false) == Array("a b".utf8), "\(value)")
            guard value != 0x0A, value != 0x0D else { continue }
            #expect(clean(text, keepsLines: true) == Array("a b".utf8), "\(value)")
        }
    }

    @Test(arguments: [
        ("a\nb", "a\nb"), ("a\r\nb", "a\nb"), ("\n\n", "\n\n"), ("a\r\n\r\n", "a\n\n"),
    ])
    func `line ends stay where they are kept, as line feeds`(_ text: String, _ expected: String) {
        #expect(clean(text, keepsLines: true) == Array(expected.utf8))
    }

    @Test func `the noncharacters that XML forbids are left out`() {
        // Swift's literals don't take them either.
        let bytes: [UInt8] = [0x61, 0xEF, 0xBF, 0xBE, 0x62, 0xEF, 0xBF, 0xBF, 0x63]
        #expect(bytes.cleaned(keepsLines: false) == Array("abc".utf8))
    }

    @Test(arguments: [0x202A, 0x202B, 0x202C, 0x202D, 0x202E] as [UInt32])
    func `what turns the order of letters round is left out`(_ value: UInt32) {
        let text = "a\(Unicode.Scalar(value)!)b"
        for keepsLines in [true, false] {
            #expect(clean(text, keepsLines: keepsLines) == Array("ab".utf8))
        }
    }

    @Test(arguments: [0x200E, 0x200F, 0x061C] as [UInt32])
    func `marks, which languages need, are left as they are`(_ value: UInt32) {
        let text = "a\(Unicode.Scalar(value)!)b"
        #expect(clean(text, keepsLines: false) == Array(text.utf8))
    }

    @Test(arguments: [
        ("<a>b", "<a>b"), ("<a", "<a>"), ("r{l[a>b", "r{l[a>b>"), ("a>b", "ab"), (">a<", "a<>"),
        ("<a>>b<", "<a>b<>"), ("<a\nb>", "<a>\nb"), ("<a\r\n{b\r>", "<a>\n{b>\n"),
    ])
    func `isolates, which languages need, end where their line does`(
        _ text: String, _ expected: String
    ) {
        func isolates(_ text: String) -> String {
            let scalars = ["<": "\u{2066}", "{": "\u{2067}", "[": "\u{2068}", ">": "\u{2069}"]
            return scalars.reduce(text) { $0.replacing($1.key, with: $1.value) }
        }
        #expect(clean(isolates(text), keepsLines: true) == Array(isolates(expected).utf8))
    }

    @Test(arguments: [
        [0x61, 0xFC, 0x62], [0x61, 0xC3], [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80],
        [0xF4, 0x90, 0x80, 0x80], [0xFF, 0xFE],
    ])
    func `bytes that aren't UTF-8 become replacement characters`(_ bytes: [UInt8]) {
        let clean = bytes.cleaned(keepsLines: false)
        let text = String(validating: clean, as: UTF8.self)
        #expect(text?.contains("\u{fffd}") == true)
    }
}
