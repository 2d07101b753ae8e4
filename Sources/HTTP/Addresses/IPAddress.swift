// An IP address as a value.

/// 128 bits. IPv4 is held as `::ffff:a.b.c.d`, so one comparison serves both families.
package struct IPAddress: Equatable, Sendable {
    /// The first eight bytes of the address.
    package let high: UInt64
    /// The last eight bytes.
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter ipv4: the four bytes, the first the most significant.
    package init(ipv4: UInt32) {
        self.init(high: 0, low: 0xffff_0000_0000 | UInt64(ipv4))
    }

    package var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// Both families as text; nil if it is anything else. A zone (`%eth0`) is something else.
    package static func parse(_ bytes: Span<UInt8>) -> IPAddress? {
        parseIPv4(bytes) ?? parseIPv6(bytes)
    }

    /// Four decimal numbers. A leading zero is refused: some read it as octal.
    package static func parseIPv4(_ bytes: Span<UInt8>) -> IPAddress? {
        var address: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var parts = 0
        // Longest form: 255.255.255.255.
        guard bytes.count <= 15 else { return nil }
        for index in bytes.indices {
            let byte = bytes[index]
            if byte.isDigit {
                if digits > 0 && part == 0 { return nil }
                part = part * 10 + UInt32(byte &- 0x30)
                digits += 1
                if part > 255 { return nil }
            } else {
                guard byte == UInt8(ascii: "."), digits > 0 else { return nil }
                address = address << 8 | part
                parts += 1
                part = 0
                digits = 0
            }
        }
        guard parts == 3, digits > 0 else { return nil }
        return IPAddress(ipv4: address << 8 | part)
    }

    /// RFC 4291 §2.2: eight groups, one `::` for one or more of zeros, IPv4 in the last two.
    package static func parseIPv6(_ bytes: Span<UInt8>) -> IPAddress? {
        // Longest form: six groups of four digits and an IPv4 address.
        guard bytes.count >= 2, bytes.count <= 45 else { return nil }
        var groups = IPv6Groups()
        var index = 0
        if bytes[0] == UInt8(ascii: ":") {
            guard bytes[1] == UInt8(ascii: ":") else { return nil }
        }
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: ":") {
                // Single colons are stepped over after their group: this is the second of two.
                index += index == 0 ? 2 : 1
                guard groups.openGap() else { return nil }
                if index == bytes.count { break }
            }
            let start = index
            var group: UInt16 = 0
            while index < bytes.count, let digit = bytes[index].hexValue {
                guard index - start < 4 else { return nil }
                group = group << 4 | UInt16(digit)
                index += 1
            }
            if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
                guard let ipv4 = parseIPv4(bytes.extracting(start..<bytes.count)),
                    groups.append(UInt16(truncatingIfNeeded: ipv4.low >> 16)),
                    groups.append(UInt16(truncatingIfNeeded: ipv4.low))
                else { return nil }
                break
            }
            guard index > start, groups.append(group) else { return nil }
            if index == bytes.count { break }
            guard bytes[index] == UInt8(ascii: ":"), index + 1 < bytes.count else { return nil }
            index += 1
        }
        return groups.address
    }
}

/// The groups of an IPv6 address as they are read.
private struct IPv6Groups {
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
