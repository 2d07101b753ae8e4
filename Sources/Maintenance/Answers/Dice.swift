// Random numbers that nobody's safety depends on.

/// George Marsaglia's xorshift64.
final class Dice {
    private var state: UInt64

    init(seed: UInt64) {
        // Zero would stay zero, and neighbouring seeds would begin alike.
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<8 { _ = roll(1) }
    }

    /// 0…largest.
    func roll(_ largest: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(truncatingIfNeeded: (state >> 16) % UInt64(largest + 1))
    }
}
