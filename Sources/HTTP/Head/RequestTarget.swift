// The four shapes of a request target.

/// RFC 9112 §3.2. The path itself is not looked at: every path gets the same answer.
enum RequestTarget {
    /// Checks the shape of a target of visible bytes and returns the authority in it, which only
    /// an absolute-form target has.
    @inline(__always)
    static func authority(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, _ method: Method
    ) throws(HeadError) -> ByteRange {
        if bytes[start] == UInt8(ascii: "/") && method != .connect { return .empty }
        return try uncommon(bytes, from: start, to: end, method)
    }

    @inline(never)
    private static func uncommon(
        _ bytes: Span<UInt8>, from start: Int, to end: Int, _ method: Method
    ) throws(HeadError) -> ByteRange {
        if method == .connect {
            // RFC 9110 §9.3.6: host and port, both there and valid.
            let target = ByteRange(from: start, to: end)
            guard Authority.isValid(bytes, at: target, portRequired: true) else {
                throw .invalidTarget
            }
            return .empty
        }
        if bytes[start] == UInt8(ascii: "*") {
            // RFC 9112 §3.2.4: the asterisk is for OPTIONS only.
            guard end == start + 1, method == .options else { throw .invalidTarget }
            return .empty
        }
        guard let authority = absoluteForm(bytes, from: start, to: end),
            Authority.isValid(bytes, at: authority, portRequired: false)
        else { throw .invalidTarget }
        return authority
    }

    /// The authority of `scheme "://" authority [path] [query]` (RFC 3986 §3). An empty one is as
    /// invalid as none (RFC 9110 §4.2.1).
    private static func absoluteForm(
        _ bytes: Span<UInt8>, from start: Int, to end: Int
    ) -> ByteRange? {
        guard bytes[start].isLetter else { return nil }
        var index = start
        while index < end, isSchemeByte(bytes[index]) { index += 1 }
        guard end - index > 3, bytes.has("://", at: index) else { return nil }
        let authority = index + 3
        index = authority
        while index < end, !endsAuthority(bytes[index]) { index += 1 }
        return index > authority ? ByteRange(from: authority, to: index) : nil
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }

    static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }
}
