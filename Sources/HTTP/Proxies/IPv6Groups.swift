// Collecting the groups of an IPv6 address.

/// The groups of an IPv6 address as they are read.
struct IPv6Groups {
    private var values = InlineArray<8, UInt16>(repeating: 0)
    private var count = 0
    /// Number of groups before `::`.
    private var gap: Int?

    mutating func append(_ group: UInt16) -> Bool {
        guard count < 8 else { return false }
        values[count] = group
        count += 1
        return true
    }

    /// False for a second `::`.
    mutating func openGap() -> Bool {
        guard gap == nil else { return false }
        gap = count
        return true
    }

    var address: IPAddress? {
        // A gap that stands for nothing is none.
        guard gap == nil ? count == 8 : count < 8 else { return nil }
        let before = gap ?? count
        var halves: (UInt64, UInt64) = (0, 0)
        for position in 0..<8 {
            let fromEnd = 8 - position
            var group: UInt16 = 0
            if position < before {
                group = values[position]
            } else if fromEnd <= count - before {
                group = values[count - fromEnd]
            }
            halves = (halves.0 << 16 | halves.1 >> 48, halves.1 << 16 | UInt64(group))
        }
        return IPAddress(high: halves.0, low: halves.1)
    }
}
