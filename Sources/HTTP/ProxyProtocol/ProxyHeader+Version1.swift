// Version 1 of the PROXY protocol: one line of text.

enum ProxyLine {
    /// `PROXY` and a space.
    static var signature: InlineArray<6, UInt8> { [0x50, 0x52, 0x4f, 0x58, 0x59, 0x20] }

    /// The bytes start with the signature as far as they go.
    static func parse(_ bytes: Span<UInt8>) throws(ProxyHeaderError) -> ProxyHeader? {
        var end = 0
        while end < bytes.count, bytes[end] != .carriageReturn {
            if bytes[end] == .lineFeed { throw .malformedLine }
            end += 1
            // CR and LF still have to fit.
            if end + 2 > Limits.proxyLineBytes { throw .lineTooLong }
        }
        if end + 1 >= bytes.count { return nil }
        guard bytes[end + 1] == .lineFeed else { throw .malformedLine }
        let source = try source(bytes.extracting(0..<end))
        return ProxyHeader(byteCount: end + 2, source: source)
    }

    /// `PROXY TCP4 source destination sourcePort destinationPort`, single spaces.
    private static func source(
        _ line: Span<UInt8>
    ) throws(ProxyHeaderError) -> ProxyHeader.Source {
        var words = SpacedWords(from: signature.count)
        let family = words.next(in: line)
        // What follows UNKNOWN is ignored up to the line's end.
        if family.count == 7, line.has("UNKNOWN", at: family.lowerBound) { return .unknown }
        guard family.count == 4 else { throw .unsupportedFamily }
        let isIPv4 = line.has("TCP4", at: family.lowerBound)
        guard isIPv4 || line.has("TCP6", at: family.lowerBound) else { throw .unsupportedFamily }
        let source = try address(line.extracting(words.next(in: line)), isIPv4)
        _ = try address(line.extracting(words.next(in: line)), isIPv4)
        let port = try port(line.extracting(words.next(in: line)))
        _ = try Self.port(line.extracting(words.next(in: line)))
        guard words.isAtEnd(of: line) else { throw .malformedLine }
        return .address(source, port: port)
    }

    private static func address(
        _ text: Span<UInt8>, _ isIPv4: Bool
    ) throws(ProxyHeaderError) -> IPAddress {
        guard let address = isIPv4 ? IPAddress.parseIPv4(text) : IPAddress.parseIPv6(text) else {
            throw .invalidAddress
        }
        return address
    }

    /// 0–65535, no leading zeros.
    private static func port(_ text: Span<UInt8>) throws(ProxyHeaderError) -> UInt16 {
        guard (1...5).contains(text.count), text.count == 1 || text[0] != 0x30 else {
            throw .invalidPort
        }
        var port = 0
        for index in text.indices {
            guard text[index].isDigit else { throw .invalidPort }
            port = port * 10 + Int(text[index] &- 0x30)
        }
        guard let port = UInt16(exactly: port) else { throw .invalidPort }
        return port
    }
}

/// Words between single spaces; two spaces make an empty word.
private struct SpacedWords {
    private var index: Int

    init(from index: Int) { self.index = index }

    mutating func next(in line: Span<UInt8>) -> Range<Int> {
        let start = min(index, line.count)
        var end = start
        while end < line.count, line[end] != .space { end += 1 }
        index = end + 1
        return start..<end
    }

    func isAtEnd(of line: Span<UInt8>) -> Bool { index == line.count + 1 }
}
