// Text as bytes: String's own == and Character would bring Unicode tables into the binary.

// What runs only at start isn't inlined, nor strings interpolated: every copy would cost size.

extension String {
    /// Byte by byte, which is all that names and words of a configuration need.
    @inline(never)
    func equals(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    @inline(never)
    init(bytes: [UInt8]) { self.init(decoding: bytes, as: UTF8.self) }
}

extension [UInt8] {
    /// Without the white space round it; files and shells like to leave a line feed behind.
    @inline(never)
    func trimmed() -> [UInt8] {
        var start = startIndex
        var end = endIndex
        while start < end, Self.isSpace(self[start]) { start += 1 }
        while end > start, Self.isSpace(self[end - 1]) { end -= 1 }
        return Array(self[start..<end])
    }

    /// The number written in nothing but digits, `Int.max` if it is too large for one.
    @inline(never)
    func decimal() -> Int? {
        guard !isEmpty else { return nil }
        var number = 0
        for byte in self {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (tenfold, overflowed) = number.multipliedReportingOverflow(by: 10)
            let (sum, carried) = tenfold.addingReportingOverflow(Int(byte & 0x0F))
            // The rest must still be digits, so that a long word isn't called a large number.
            number = overflowed || carried ? .max : sum
        }
        return number
    }

    /// ASCII letters compared without their case; `word` is in lower case.
    @inline(never)
    func equalsIgnoringCase(_ word: String) -> Bool {
        guard count == word.utf8.count else { return false }
        for (byte, other) in zip(self, word.utf8) where Self.lowerCase(byte) != other {
            return false
        }
        return true
    }

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

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }

    private static func lowerCase(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
