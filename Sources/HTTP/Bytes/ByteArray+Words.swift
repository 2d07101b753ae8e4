// Values as people write them, in bytes: white space and quotation marks round them, numbers, words.

// What runs only at start isn't inlined: every copy would cost size.
extension [UInt8] {
    /// Without the white space round it; files and shells like to leave a line feed behind.
    @inline(never)
    package func trimmed() -> [UInt8] {
        var start = startIndex
        var end = endIndex
        while start < end, Self.isSpace(self[start]) { start += 1 }
        while end > start, Self.isSpace(self[end - 1]) { end -= 1 }
        return Array(self[start..<end])
    }

    /// Without white space, and without the quotation marks that Docker's `--env-file` and careful
    /// people leave round a value: a pair of them with no other inside.
    @inline(never)
    package func unquoted() -> [UInt8] {
        let text = trimmed()
        guard text.count >= 2, let mark = text.first, mark == text.last,
            mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'"),
            !text[1..<text.count - 1].contains(mark)
        else { return text }
        return Array(text[1..<text.count - 1]).trimmed()
    }

    /// The number written in nothing but digits, `Int.max` if it is too large for one.
    @inline(never)
    package func decimal() -> Int? {
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

    /// Whether it is a whole number below zero.
    package var isNegative: Bool {
        first == UInt8(ascii: "-") && Array(dropFirst()).decimal() != nil
    }

    /// ASCII letters compared without their case; `word` is in lower case.
    @inline(never)
    package func equalsIgnoringCase(_ word: String) -> Bool {
        guard count == word.utf8.count else { return false }
        for (byte, other) in zip(self, word.utf8) where byte.lowercased != other {
            return false
        }
        return true
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }
}
