// A network of IP addresses in CIDR notation.

package struct AddressRange: Equatable, Sendable {
    /// The first address of the network.
    package let first: IPAddress
    /// The bits all its addresses share, as a mask.
    private let mask: IPAddress

    /// - Parameter prefix: shared bits of the 128, 0–128. Other bits of `address` are cleared.
    package init(_ address: IPAddress, prefix: Int) {
        precondition((0...128).contains(prefix), "a prefix has 0 to 128 bits")
        mask = IPAddress(
            high: prefix == 0 ? 0 : ~0 << UInt64(max(0, 64 - prefix)),
            low: prefix <= 64 ? 0 : ~0 << UInt64(128 - prefix))
        first = IPAddress(high: address.high & mask.high, low: address.low & mask.low)
    }

    /// `address/bits`, or an address alone, which is a network of one. As in nginx, bits of the
    /// address beyond the prefix are cleared. `::/0` holds IPv4 too, `0.0.0.0/0` nothing else.
    package static func parse(_ bytes: Span<UInt8>) -> AddressRange? {
        var slash = 0
        while slash < bytes.count, bytes[slash] != UInt8(ascii: "/") { slash += 1 }
        let text = bytes.extracting(0..<slash)
        let ipv4 = IPAddress.parseIPv4(text)
        guard let address = ipv4 ?? IPAddress.parseIPv6(text) else { return nil }
        if slash == bytes.count { return AddressRange(address, prefix: 128) }
        let digits = bytes.extracting(slash + 1..<bytes.count)
        let most = ipv4 == nil ? 128 : 32
        guard let bits = prefixLength(digits), bits <= most else { return nil }
        return AddressRange(address, prefix: 128 - most + bits)
    }

    @inline(__always)
    package func contains(_ address: IPAddress) -> Bool {
        address.high & mask.high == first.high && address.low & mask.low == first.low
    }

    /// One to three digits without a leading zero.
    private static func prefixLength(_ digits: Span<UInt8>) -> Int? {
        guard (1...3).contains(digits.count), digits.count == 1 || digits[0] != 0x30 else {
            return nil
        }
        var bits = 0
        for index in digits.indices {
            guard digits[index].isDigit else { return nil }
            bits = bits * 10 + Int(digits[index] &- 0x30)
        }
        return bits
    }
}
