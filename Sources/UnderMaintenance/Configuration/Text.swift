// Text as bytes: String's own == and Character would bring Unicode tables into the binary.

import HTTP

// What runs only at start isn't inlined, nor strings interpolated: every copy would cost size.

extension String {
    /// Byte by byte, which is all that names and words of a configuration need.
    @inline(never)
    func equals(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    /// With blanks between them.
    @inline(never)
    static func joined(_ words: [String]) -> String {
        String(bytes: .joined(words.map { Array($0.utf8) }, by: " "))
    }

    @inline(never)
    init(bytes: [UInt8]) { self.init(decoding: bytes, as: UTF8.self) }
}

extension [UInt8] {
    /// What stands between blanks and semicolons.
    @inline(never)
    func parts() -> [[UInt8]] {
        split { $0 <= 0x20 || $0 == UInt8(ascii: ";") }.map { Array($0) }
    }

    @inline(never)
    static func joined(_ parts: [[UInt8]], by mark: StaticString) -> [UInt8] {
        var text: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if index > 0 { text.append(mark) }
            text += part
        }
        return text
    }

    /// What YAML and people write for `on` and for `off`.
    private static let words = [
        ("on", ["on", "true", "yes", "y", "1", "enabled"]),
        ("off", ["off", "false", "no", "n", "0", "disabled", "none"]),
    ]

    /// `on` or `off`; nil for any other word.
    @inline(never)
    var switchWord: String? {
        for (word, forms) in Self.words {
            for form in forms where equalsIgnoringCase(form) { return word }
        }
        return nil
    }

    /// Whether the word stands for `off`, where a digit would be a number.
    var isOff: Bool { decimal() == nil && switchWord?.equals("off") == true }

    @inline(never)
    func equals(_ text: String) -> Bool { elementsEqual(text.utf8) }

    @inline(never)
    func hasPrefix(_ text: String) -> Bool { starts(with: text.utf8) }

    @inline(never)
    func hasSuffix(_ text: String) -> Bool {
        count >= text.utf8.count && self[(count - text.utf8.count)...].elementsEqual(text.utf8)
    }

    @inline(never)
    func contains(_ text: String) -> Bool {
        var start = 0
        while start + text.utf8.count <= count {
            if self[start...].starts(with: text.utf8) { return true }
            start += 1
        }
        return false
    }
}

extension InternetTime {
    /// `2026-11-22T17:00:00Z`
    @inline(never)
    static func text(_ time: Int) -> String {
        var text: [UInt8] = []
        append(time, to: &text)
        return String(bytes: text)
    }
}
