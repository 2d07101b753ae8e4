// A language tag in two words, so that comparing two of them is comparing numbers.

/// BCP 47, in lower case. Of a longer range the first subtags that fit are kept, which is all that
/// a lookup among shorter tags can find.
struct LanguageTag: Equatable, Sendable {
    static let longest = 16

    /// Bytes 0–7 and 8–15, the first the highest, so that tags are in the order of their letters, what
    /// begins alike side by side; zero behind the end.
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var count = 0

    /// - Returns: nil for `*`, an empty text and one that doesn't begin with a subtag that fits.
    init?(_ text: Span<UInt8>) {
        let fitting = min(text.count, Self.longest)
        var index = 0
        while index < fitting {
            let byte = text[index]
            guard byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") else { return nil }
            let shifted = UInt64(byte | 0x20) &<< UInt64(8 &* (7 &- (index & 7)))
            if index < 8 { low |= shifted } else { high |= shifted }
            index &+= 1
        }
        count = fitting
        if text.count > fitting, text[fitting] != UInt8(ascii: "-") {
            guard let shorter = truncated else { return nil }
            self = shorter
        }
        if count == 0 { return nil }
    }

    /// Without the last subtag, and without a single letter before it, which says nothing alone:
    /// RFC 4647 §3.4. Nil: there was only one.
    var truncated: LanguageTag? {
        var end = count &- 1
        while end > 0, byte(at: end) != UInt8(ascii: "-") { end &-= 1 }
        if end >= 2, byte(at: end &- 2) == UInt8(ascii: "-") { end &-= 2 }
        if end <= 0 { return nil }
        var shorter = self
        shorter.count = end
        shorter.high = end <= 8 ? 0 : high & ~(UInt64.max &>> UInt64(8 &* (end &- 8)))
        if end < 8 { shorter.low = low & ~(UInt64.max &>> UInt64(8 &* end)) }
        return shorter
    }

    /// A language of two or three letters, then subtags of two to eight: RFC 5646 §2.1 without
    /// what nobody names a file by.
    var isWellFormed: Bool {
        var length = 0
        var isFirst = true
        for index in 0...count {
            if index < count, byte(at: index) != UInt8(ascii: "-") {
                if isFirst, !byte(at: index).isLetter { return false }
                length += 1
                continue
            }
            guard length >= 2, length <= (isFirst ? 3 : 8) else { return false }
            isFirst = false
            length = 0
        }
        return true
    }

    func precedes(_ other: LanguageTag) -> Bool {
        low != other.low ? low < other.low : high < other.high
    }

    private func byte(at index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (index < 8 ? low : high) &>> UInt64(8 &* (7 &- (index & 7))))
    }
}
