// IP addresses written out.

extension IPAddress {
    /// Appends the address as RFC 5952 wants it: lower case, no leading zeros, the longest run of
    /// zero groups (the first of equals, two at least) as `::`, IPv4 dotted. At most 39 bytes.
    package func write(into text: inout [UInt8]) {
        if isIPv4 {
            writeIPv4(into: &text)
        } else {
            writeIPv6(into: &text)
        }
    }

    private func writeIPv4(into text: inout [UInt8]) {
        for position in 0..<4 {
            if position > 0 { text.append(UInt8(ascii: ".")) }
            let part = UInt8(truncatingIfNeeded: low >> UInt64(24 - 8 * position))
            if part >= 100 { text.append(0x30 + part / 100) }
            if part >= 10 { text.append(0x30 + part / 10 % 10) }
            text.append(0x30 + part % 10)
        }
    }

    private func writeIPv6(into text: inout [UInt8]) {
        let gap = longestGap
        var position = 0
        while position < 8 {
            if position == gap.lowerBound, !gap.isEmpty {
                text.append(UInt8(ascii: ":"))
                text.append(UInt8(ascii: ":"))
                position = gap.upperBound
                continue
            }
            if position > 0, position != gap.upperBound || gap.isEmpty {
                text.append(UInt8(ascii: ":"))
            }
            let group = group(position)
            var shift = 12
            while shift >= 0 {
                // Digits from the first that isn't zero on; the last in any case.
                if shift == 0 || group >> UInt16(shift) != 0 {
                    let digit = UInt8(truncatingIfNeeded: group >> UInt16(shift) & 15)
                    text.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
                }
                shift -= 4
            }
            position += 1
        }
    }

    private func group(_ position: Int) -> UInt16 {
        let half = position < 4 ? high : low
        return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (position & 3)))
    }

    private var longestGap: Range<Int> {
        var longest = 0..<0
        var start = 0
        for position in 0...8 where position == 8 || group(position) != 0 {
            // One zero group alone is written as 0 (RFC 5952 §4.2.2).
            if position - start > max(longest.count, 1) { longest = start..<position }
            start = position + 1
        }
        return longest
    }
}
