// Version 2 of the PROXY protocol: a binary block.

enum ProxyBlock {
    /// CR LF CR LF NUL CR LF `QUIT` LF.
    static var signature: InlineArray<12, UInt8> {
        [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]
    }

    /// Signature, version and command, family and protocol, length.
    private static var fixedBytes: Int { 16 }

    /// The bytes start with the signature as far as they go. Each fixed byte is judged when it is
    /// there, the length before the bytes it announces.
    static func parse(_ bytes: Span<UInt8>) throws(ProxyHeaderError) -> ProxyHeader? {
        guard bytes.count > 12 else { return nil }
        guard bytes[12] >> 4 == 2 else { throw .unsupportedVersion }
        // 0 is LOCAL, 1 is PROXY.
        let command = bytes[12] & 15
        guard command <= 1 else { throw .unsupportedCommand }
        guard bytes.count > 13 else { return nil }
        let family = bytes[13]
        // Unspecified, IPv4, IPv6, unix; over unspecified, stream, datagram.
        guard family >> 4 <= 3, family & 15 <= 2 else { throw .unsupportedFamily }
        guard bytes.count >= fixedBytes else { return nil }
        let byteCount = fixedBytes + (Int(bytes[14]) << 8 | Int(bytes[15]))
        guard byteCount <= Limits.proxyHeaderBytes else { throw .headerTooLong }
        // Under LOCAL the family and the addresses are ignored.
        let isProxied = command == 1
        guard !isProxied || byteCount >= fixedBytes + addressBytes(family) else {
            throw .headerTooShort
        }
        guard bytes.count >= byteCount else { return nil }
        let source = isProxied ? source(bytes, family) : .local
        // Whatever follows the addresses is TLVs, which are skipped.
        return ProxyHeader(byteCount: byteCount, source: source)
    }

    /// Bytes of source and destination together.
    private static func addressBytes(_ family: UInt8) -> Int {
        switch family >> 4 {
        case 1: 12
        case 2: 36
        case 3: 216
        default: 0
        }
    }

    private static func source(_ bytes: Span<UInt8>, _ family: UInt8) -> ProxyHeader.Source {
        // An unspecified protocol has no ports and says nothing sure about the address.
        if family & 15 == 0 { return .unknown }
        switch family >> 4 {
        case 1:
            let address = IPAddress(ipv4: UInt32(number(bytes, at: 16, count: 4)))
            return .address(address, port: UInt16(number(bytes, at: 24, count: 2)))
        case 2:
            let address = IPAddress(
                high: number(bytes, at: 16, count: 8), low: number(bytes, at: 24, count: 8))
            return .address(address, port: UInt16(number(bytes, at: 48, count: 2)))
        default: return .unknown
        }
    }

    /// Big-endian.
    private static func number(_ bytes: Span<UInt8>, at start: Int, count: Int) -> UInt64 {
        var number: UInt64 = 0
        for index in start..<start + count { number = number << 8 | UInt64(bytes[index]) }
        return number
    }
}
