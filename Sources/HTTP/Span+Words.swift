// Comparing eight bytes at a time with constant texts.

/// Bit 5 of every byte, in which upper and lower case differ.
private let caseBits: UInt64 = 0x2020_2020_2020_2020

extension Span where Element == UInt8 {
    /// The eight bytes from `index` on, the first in the lowest lane; past the end they are zero.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        if index <= count &- 8 {
            return unsafe bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index, as: UInt64.self
            ).littleEndian
        }
        return lastWord(at: index)
    }

    /// `word(at:)` within eight bytes of the end, where a plain load would read too far.
    @inline(never)
    private func lastWord(at index: Int) -> UInt64 {
        if count >= 8 {
            let last = unsafe bytes.unsafeLoadUnaligned(
                fromByteOffset: count &- 8, as: UInt64.self
            ).littleEndian
            return last >> UInt64(truncatingIfNeeded: 8 &* (index &- (count &- 8)))
        }
        var word: UInt64 = 0
        var position = count
        while position > index {
            position &-= 1
            word = word << 8 | UInt64(self[position])
        }
        return word
    }
}

extension Span where Element == UInt8 {
    /// Whether `text` stands at `index`. The text is a literal, so this becomes one or two
    /// comparisons of words.
    @inline(always)
    func has(_ text: StaticString, at index: Int) -> Bool {
        matches(text, at: index, folding: 0)
    }

    /// The same without case, for bytes known to be a token and a text of lower-case letters and
    /// hyphens: among token bytes only letters become letters by setting bit 5.
    @inline(always)
    func hasName(_ text: StaticString, at index: Int) -> Bool {
        matches(text, at: index, folding: caseBits)
    }

    @inline(always)
    private func matches(_ text: StaticString, at index: Int, folding fold: UInt64) -> Bool {
        let length = text.utf8CodeUnitCount
        if length < 8 {
            let unused = UInt64(64 &- 8 &* length)
            return (word(at: index) ^ text.word(at: 0)) & (~0 >> unused) & ~fold == 0
        }
        var offset = 0
        while offset < length &- 8 {
            if (word(at: index &+ offset) ^ text.word(at: offset)) & ~fold != 0 { return false }
            offset &+= 8
        }
        return (word(at: index &+ length &- 8) ^ text.word(at: length &- 8)) & ~fold == 0
    }
}

extension StaticString {
    /// Its eight bytes from `offset` on, the first in the lowest lane, zero past the end.
    @inline(always)
    func word(at offset: Int) -> UInt64 {
        var word: UInt64 = 0
        var position = min(offset &+ 8, utf8CodeUnitCount)
        while position > offset {
            position &-= 1
            word = word << 8 | UInt64(unsafe utf8Start[position])
        }
        return word
    }
}
