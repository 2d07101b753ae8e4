// Finding where a run of allowed bytes ends, sixteen bytes at a time.
//
// `@inline(always)` (SE-0496) is the language's promise that a body becomes part of its callers, in
// other modules too: here the closures must become part of the loop. `@inline(__always)` is a word to
// the optimiser, which suffices within a module.

/// The byte that ended a run.
struct ScanEnd {
    /// The number of bytes, if all were allowed.
    let index: Int
    /// 0 then.
    let byte: UInt8
}

/// Sixteen bytes of input, read from where sixteen are left; a byte is looked at again only at the
/// place of a mark, so inside: that is all the unchecked access there is. Only sums and bit operations are used on it: those are one instruction
/// each, which comparisons of lanes are not.
private typealias Block = SIMD16<UInt8>

extension Span where Element == UInt8 {
    /// The end of a field value, which CR, LF and NUL can't be in (RFC 9110 §5.5); other controls
    /// break no framing.
    @inline(always)
    func endOfFieldValue(from index: Int) -> ScanEnd {
        scan(from: index, until: .carriageReturn, marking: nonText) { !$0.endsFieldValue }
    }

    /// The end of bytes that are neither spaces nor controls.
    @inline(always)
    func endOfVisible(from index: Int) -> ScanEnd {
        scan(from: index, until: .space, marking: nonVisible) { $0.isVisible }
    }

    /// The end of a token.
    @inline(always)
    func endOfToken(from index: Int) -> ScanEnd {
        scan(from: index, until: UInt8(ascii: ":"), marking: nonNames) { $0.isToken }
    }

    /// The end of a host name.
    @inline(always)
    func endOfHostName(from index: Int) -> ScanEnd {
        scan(from: index, until: .carriageReturn, marking: nonHosts) { $0.isHostName }
    }

    /// - Parameters:
    ///   - expected: a byte that isn't allowed and mostly is the one that ends the run.
    ///   - marks: sets the top bit of bytes to be looked at one by one, others' not.
    ///   - isAllowed: whether a byte goes on the run.
    @inline(always)
    private func scan(
        from start: Int, until expected: UInt8, marking marks: (Block) -> Block,
        allowing isAllowed: (UInt8) -> Bool
    ) -> ScanEnd {
        var index = start
        while index <= count &- 16 {
            let halves = halves(marks, at: index)
            if halves[0] != 0 {
                index &+= halves[0].littleEndian.trailingZeroBitCount &>> 3
            } else if halves[1] != 0 {
                index &+= 8 &+ halves[1].littleEndian.trailingZeroBitCount &>> 3
            } else {
                index &+= 16
                continue
            }
            let byte = unsafe self[unchecked: index]
            if byte == expected || !isAllowed(byte) { return ScanEnd(index: index, byte: byte) }
            index &+= 1
        }
        if count >= 16 {
            // The last block is read again, and what was seen before is passed over.
            let base = count &- 16
            let halves = halves(marks, at: base)
            // One bit a byte: all sixteen marks fit one word.
            var stops = gather(halves[0]) | gather(halves[1]) &<< 8
            while true {
                stops &= ~0 &<< UInt32(truncatingIfNeeded: index &- base)
                if stops == 0 { return ScanEnd(index: count, byte: 0) }
                index = base &+ stops.trailingZeroBitCount
                let byte = unsafe self[unchecked: index]
                if byte == expected || !isAllowed(byte) { return ScanEnd(index: index, byte: byte) }
                index &+= 1
            }
        }
        while index < count {
            let byte = self[index]
            if byte == expected || !isAllowed(byte) { return ScanEnd(index: index, byte: byte) }
            index &+= 1
        }
        return ScanEnd(index: count, byte: 0)
    }

    /// The marks of sixteen bytes: top bits, the first byte in the lowest lane of the first word.
    /// - Parameter index: at least sixteen bytes before the end.
    @inline(always)
    private func halves(_ marks: (Block) -> Block, at index: Int) -> SIMD2<UInt64> {
        let block = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: index, as: Block.self)
        return unsafe unsafeBitCast(marks(block) & 0x80, to: SIMD2<UInt64>.self)
    }
}

/// The top bits of eight bytes as eight bits, the first the lowest.
@inline(always)
private func gather(_ tops: UInt64) -> UInt32 {
    // The product moves bit 7 of byte n to bit 56 + n; no two meet.
    let product = (tops.littleEndian &>> 7) &* 0x0102_0408_1020_4080
    return UInt32(truncatingIfNeeded: product &>> 56)
}

/// All but text: below SP, DEL, or beyond ASCII.
@inline(always)
private func nonText(_ block: Block) -> Block { (block &- 0x20) | (block &+ 1) | block }

/// All but visible ASCII.
@inline(always)
private func nonVisible(_ block: Block) -> Block { (block &- 0x21) | (block &+ 1) | block }

/// All but letters and hyphens.
@inline(always)
private func nonNames(_ block: Block) -> Block {
    nonLetters(block) & ((block ^ 0x2d) &+ 0x7f) | block
}

/// All but letters, digits, hyphens and full stops: the latter are neighbours, with the slash
/// between them.
@inline(always)
private func nonHosts(_ block: Block) -> Block {
    let others = ~(block &+ (0x80 - 0x2d)) | (block &+ (0x80 - 0x3a))
    return nonLetters(block) & others | (0x80 &- (block ^ 0x2f)) | block
}

/// Sets the top bit of ASCII bytes that are no letters.
@inline(always)
private func nonLetters(_ block: Block) -> Block {
    let folded = block | 0x20
    return ~(folded &+ (0x80 - 0x61)) | (folded &+ (0x80 - 0x7b))
}
