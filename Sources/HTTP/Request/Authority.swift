// The syntax of `host[:port]`, as in the Host field.

/// RFC 3986 §3.2.2 and §3.2.3 without user information, and without the comma: a list of hosts
/// is the shape of a smuggled second one.
package enum Authority {
    /// - Parameter portRequired: a port from 1 to 65535 must be there; else any digits or none.
    package static func isValid(
        _ bytes: Span<UInt8>, at range: ByteRange, portRequired: Bool
    ) -> Bool {
        let start = Int(range.start)
        let end = start &+ Int(range.count)
        // In the whole buffer, since a short one would have to be read byte by byte. It runs on
        // into what follows only if that may be in a host name too.
        var index = min(bytes.endOfHostName(from: start).index, end)
        if index == end && index > start { return !portRequired }
        if index == start || bytes[index] == UInt8(ascii: "%") {
            guard let uncommon = endOfUncommonHost(bytes.extracting(start..<end)) else {
                return false
            }
            index = start &+ uncommon
            if index == end { return !portRequired }
        }
        guard bytes[index] == UInt8(ascii: ":") else { return false }
        var port = 0
        index &+= 1
        while index < end {
            guard bytes[index].isDigit else { return false }
            port = min(port &* 10 &+ Int(bytes[index] &- 0x30), 1 << 16)
            index &+= 1
        }
        return !portRequired || (1..<1 << 16).contains(port)
    }

    /// The end of a host with encoded bytes, or of an IPv6 address in brackets; nil: not valid.
    @inline(never)
    private static func endOfUncommonHost(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count > 0 else { return nil }
        var index = 0
        if bytes[0] == UInt8(ascii: "[") {
            index = 1
            while index < bytes.count, bytes[index] != UInt8(ascii: "]") { index += 1 }
            guard index < bytes.count, IPAddress.parseIPv6(bytes.extracting(1..<index)) != nil
            else { return nil }
            index += 1
        } else {
            while index < bytes.count, bytes[index] != UInt8(ascii: ":") {
                if bytes[index] == UInt8(ascii: "%") {
                    guard index + 2 < bytes.count, bytes[index + 1].hexValue != nil,
                        bytes[index + 2].hexValue != nil
                    else { return nil }
                    index += 3
                } else {
                    guard bytes[index].isHostName else { return nil }
                    index += 1
                }
            }
            if index == 0 { return nil }
        }
        return index
    }
}
