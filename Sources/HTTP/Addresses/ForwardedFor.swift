// Finding the client in an X-Forwarded-For value.

package enum ForwardedFor {
    /// The last address that isn't a trusted proxy's: the right end was written by the proxy next
    /// to us, the left end may be the client's invention. If all are trusted, the first.
    ///
    /// Nil if the value, as far as it is read, holds anything but addresses with or without port.
    package static func client(
        of value: Span<UInt8>, trusted: borrowing [AddressRange]
    ) -> IPAddress? {
        var client: IPAddress?
        var end = value.count
        while true {
            var start = end
            while start > 0, value[start - 1] != UInt8(ascii: ",") { start -= 1 }
            let element = value.trimmed(from: start, to: end)
            // RFC 9110 §5.6.1: empty elements count for nothing.
            if !element.isEmpty {
                guard let address = address(value.extracting(element.indices)) else { return nil }
                if !isTrusted(address, trusted) { return address }
                client = address
            }
            if start == 0 { return client }
            end = start - 1
        }
    }

    private static func isTrusted(
        _ address: IPAddress, _ trusted: borrowing [AddressRange]
    ) -> Bool {
        var index = 0
        while index < trusted.count {
            if trusted[index].contains(address) { return true }
            index += 1
        }
        return false
    }

    /// `v4`, `v4:port`, `v6`, `[v6]` or `[v6]:port`.
    private static func address(_ bytes: Span<UInt8>) -> IPAddress? {
        var colons = 0
        var lastColon = bytes.count
        var bracket = bytes.count
        for index in bytes.indices {
            if bytes[index] == UInt8(ascii: "]") { bracket = index }
            if bytes[index] == UInt8(ascii: ":") {
                colons += 1
                lastColon = index
            }
        }
        if bytes[0] == UInt8(ascii: "[") {
            guard bracket < bytes.count else { return nil }
            let end = bracket + 1
            guard end == bytes.count || end == lastColon && isPort(bytes, from: end + 1) else {
                return nil
            }
            return IPAddress.parseIPv6(bytes.extracting(1..<bracket))
        }
        if colons > 1 { return IPAddress.parseIPv6(bytes) }
        if colons == 1 && !isPort(bytes, from: lastColon + 1) { return nil }
        return IPAddress.parseIPv4(bytes.extracting(0..<lastColon))
    }

    /// One to five digits up to the end.
    private static func isPort(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        guard (1...5).contains(bytes.count - start) else { return false }
        for index in start..<bytes.count where !bytes[index].isDigit { return false }
        return true
    }
}
