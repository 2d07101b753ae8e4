// Finding where a run of allowed bytes ends, sixteen bytes at a time.

/// The byte that ended a run.
struct Stop {
    /// The number of bytes, if all were allowed.
    let index: Int
    /// 0 then.
    let byte: UInt8
}

/// Sixteen bytes of input. Only sums and bit operations are used on it: those are one instruction
/// each, which comparisons of lanes are not.
private typealias Block = SIMD16<UInt8>

extension Span where Element == UInt8 {
    /// The end of text as in a field value.
    @inline(always)
    func endOfText(from index: Int) -> Stop {
        scan(from: index, until: .carriageReturn) { block in
            // Below SP, DEL or beyond ASCII.
            (block &- 0x20) | (block &+ 1) | block
        } allowing: {
            $0.isFieldText
        }
    }

    /// The end of bytes that are neither spaces nor controls.
    @inline(always)
    func endOfVisible(from index: Int) -> Stop {
        scan(from: index, until: .space) { block in
            (block &- 0x21) | (block &+ 1) | block
        } allowing: {
            $0 > 0x20 && $0 != 0x7f
        }
    }

    /// The end of a token.
    @inline(always)
    func endOfToken(from index: Int, until expected: UInt8) -> Stop {
        scan(from: index, until: expected) { block in
            // All but letters and hyphens.
            let nonHyphens = (block ^ 0x2d) &+ 0x7f
            return nonLetters(block) & nonHyphens | block
        } allowing: {
            $0.isToken
        }
    }

    /// The end of a host name.
    @inline(always)
    func endOfHostName(from index: Int) -> Stop {
        scan(from: index, until: .carriageReturn) { block in
            // All but letters, digits, hyphens and full stops: the latter are neighbours, with the
            // slash between them.
            let others = ~(block &+ (0x80 - 0x2d)) | (block &+ (0x80 - 0x3a))
            let slashes = 0x80 &- (block ^ 0x2f)
            return nonLetters(block) & others | slashes | block
        } allowing: {
            $0.isHostName
        }
    }

    /// - Parameters:
    ///   - expected: a byte that isn't allowed and mostly is the one that ends the run.
    ///   - marks: sets the top bit of bytes to be looked at one by one.
    ///   - isAllowed: whether a byte goes on the run.
    @inline(always)
    private func scan(
        from start: Int, until expected: UInt8, marking marks: (Block) -> Block,
        allowing isAllowed: (UInt8) -> Bool
    ) -> Stop {
        var index = start
        while index <= count &- 16 {
            let (low, high) = halves(marks(block(at: index)))
            if low != 0 {
                index &+= low.trailingZeroBitCount &>> 3
            } else if high != 0 {
                index &+= 8 &+ high.trailingZeroBitCount &>> 3
            } else {
                index &+= 16
                continue
            }
            let byte = unsafe self[unchecked: index]
            if byte == expected || !isAllowed(byte) { return Stop(index: index, byte: byte) }
            index &+= 1
        }
        return count < 16
            ? scanShort(from: index, until: expected, allowing: isAllowed)
            : scanEnd(from: index, until: expected, marking: marks, allowing: isAllowed)
    }

    /// The same from one of the last fifteen bytes on: the last block, and what comes before in it
    /// ignored.
    @inline(always)
    private func scanEnd(
        from start: Int, until expected: UInt8, marking marks: (Block) -> Block,
        allowing isAllowed: (UInt8) -> Bool
    ) -> Stop {
        let base = count &- 16
        var index = start
        var (low, high) = halves(marks(block(at: base)))
        while true {
            let skipped = UInt64(truncatingIfNeeded: 8 &* (index &- base))
            if skipped < 64 {
                low &= ~0 &<< skipped
            } else {
                low = 0
                high &= skipped < 128 ? ~0 &<< (skipped &- 64) : 0
            }
            if low != 0 {
                index = base &+ low.trailingZeroBitCount &>> 3
            } else if high != 0 {
                index = base &+ 8 &+ high.trailingZeroBitCount &>> 3
            } else {
                return Stop(index: count, byte: 0)
            }
            let byte = unsafe self[unchecked: index]
            if byte == expected || !isAllowed(byte) { return Stop(index: index, byte: byte) }
            index &+= 1
        }
    }

    /// The same if there is no block at all.
    @inline(always)
    private func scanShort(
        from start: Int, until expected: UInt8, allowing isAllowed: (UInt8) -> Bool
    ) -> Stop {
        var index = start
        while index < count {
            let byte = unsafe self[unchecked: index]
            if byte == expected || !isAllowed(byte) { return Stop(index: index, byte: byte) }
            index &+= 1
        }
        return Stop(index: count, byte: 0)
    }

    /// - Parameter index: at least sixteen bytes before the end.
    @inline(always)
    private func block(at index: Int) -> Block {
        unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: Block.self)
    }
}

/// The top bits of sixteen bytes; those of the first eight are `low`, the first the lowest.
@inline(always)
private func halves(_ marks: Block) -> (low: UInt64, high: UInt64) {
    let halves = unsafe unsafeBitCast(marks & 0x80, to: SIMD2<UInt64>.self)
    return (halves[0].littleEndian, halves[1].littleEndian)
}

/// Sets the top bit of ASCII bytes that are no letters.
@inline(always)
private func nonLetters(_ block: Block) -> Block {
    let folded = block | 0x20
    return ~(folded &+ (0x80 - 0x61)) | (folded &+ (0x80 - 0x7b))
}
