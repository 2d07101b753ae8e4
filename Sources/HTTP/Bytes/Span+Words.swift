// Comparing bytes with constant texts, a word at a time.

extension Span where Element == UInt8 {
    /// Whether `text` stands at `index`. For a literal of at most 32 bytes, which becomes a few
    /// comparisons with constants.
    @inline(always)
    func has(_ text: StaticString, at index: Int) -> Bool {
        matches(text, at: index, ignoring: 0)
    }

    /// The same without case, for a text of lower-case letters, digits and punctuation. Bit 5 is
    /// ignored in all of it: in a token nothing but letters becomes another, in field text the
    /// control byte 32 below a digit or mark stands for it too, which no reader of ours minds.
    @inline(always)
    func hasName(_ text: StaticString, at index: Int) -> Bool {
        matches(text, at: index, ignoring: 0x2020_2020_2020_2020)
    }

    /// Whether what stands there is just these bytes, if they are 8 to 16, as most names of hosts are:
    /// two comparisons of words, which overlap. Of others it says no.
    @inline(always)
    package func holdsFew(_ other: [UInt8], at start: Int, count length: Int) -> Bool {
        guard length == other.count, length >= 8, length <= 16, count &- start >= length else {
            return false
        }
        let end = length &- 8
        let first = unsafe other.span.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: 0, as: UInt64.self)
        let theirFirst = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: start, as: UInt64.self)
        let last = unsafe other.span.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: end, as: UInt64.self)
        let theirLast = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: start &+ end, as: UInt64.self)
        return (first ^ theirFirst) | (last ^ theirLast) == 0
    }

    /// The same of any number of bytes.
    @inline(never)
    package func holds(_ other: [UInt8], at start: Int, count length: Int) -> Bool {
        guard length == other.count, count &- start >= length else { return false }
        var index = 0
        while index &+ 8 <= length {
            let ours = unsafe other.span.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index, as: UInt64.self)
            let theirs = unsafe bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: start &+ index, as: UInt64.self)
            if ours != theirs { return false }
            index &+= 8
        }
        while index < length, other[index] == self[start &+ index] { index &+= 1 }
        return index == length
    }

    /// All conditions but the first and the last are decided when this is compiled.
    @inline(always)
    private func matches(
        _ text: StaticString, at index: Int, ignoring ignored: UInt64
    ) -> Bool {
        let length = text.utf8CodeUnitCount
        guard count &- index >= length else { return false }
        // The last word overlaps the one before.
        if length >= 8 {
            return !differs(text, 0, at: index, as: UInt64.self, ignored)
                && (length <= 16 || !differs(text, 8, at: index, as: UInt64.self, ignored))
                && (length <= 24 || !differs(text, 16, at: index, as: UInt64.self, ignored))
                && (length <= 8
                    || !differs(text, length &- 8, at: index, as: UInt64.self, ignored))
        }
        if length >= 4 {
            return !differs(text, 0, at: index, as: UInt32.self, ignored)
                && (length <= 4
                    || !differs(text, length &- 4, at: index, as: UInt32.self, ignored))
        }
        if length >= 2 {
            return !differs(text, 0, at: index, as: UInt16.self, ignored)
                && (length <= 2 || !differs(text, 1, at: index, as: UInt16.self, ignored))
        }
        return !differs(text, 0, at: index, as: UInt8.self, ignored)
    }

    /// Whether a word of the text differs from the bytes. Both words must be inside.
    @inline(always)
    private func differs<Word: FixedWidthInteger & BitwiseCopyable>(
        _ text: StaticString, _ offset: Int, at index: Int, as word: Word.Type,
        _ ignored: UInt64
    ) -> Bool {
        let ours = unsafe UnsafeRawPointer(text.utf8Start).loadUnaligned(
            fromByteOffset: offset, as: Word.self)
        let theirs = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: index &+ offset, as: Word.self)
        return (ours ^ theirs) & ~Word(truncatingIfNeeded: ignored) != 0
    }
}

extension StaticString {
    package func byte(at index: Int) -> UInt8 {
        precondition(index >= 0 && index < utf8CodeUnitCount, "a byte of the text")
        return unsafe utf8Start[index]
    }
}
