// The first line of a request: method, target, version.

extension RequestHeadParser {
    /// RFC 9112 §3: single spaces, nothing trimmed. The index after the line, or nil.
    @inline(__always)
    func parseRequestLine(
        _ bytes: Span<UInt8>, from start: Int, into head: inout RequestHead
    ) throws(HeadError) -> Int? {
        guard let methodEnd = try parseMethod(bytes, from: start, into: &head) else { return nil }
        let target = methodEnd &+ 1
        let rest = bytes.endOfVisible(from: target)
        let targetEnd = rest.index
        guard rest.byte == .space else {
            return try refuseLine(
                bytes, at: targetEnd,
                as: rest.byte == .carriageReturn ? .malformedRequestLine : .invalidTarget)
        }
        if target == targetEnd { throw .malformedRequestLine }
        let versionStart = targetEnd &+ 1
        if bytes.has("HTTP/1.1", at: versionStart) {
            head.request.version = .http11
        } else if bytes.has("HTTP/1.0", at: versionStart) {
            head.request.version = .http10
        } else {
            guard try isLaterMinorVersion(bytes, from: versionStart) else { return nil }
            head.request.version = .http11
        }
        head.request.target = ByteRange(from: target, to: targetEnd)
        head.request.authority = try RequestTarget.authority(
            bytes, from: target, to: targetEnd, head.request.method)
        let end = versionStart &+ 8
        guard end < bytes.count, bytes[end] == .carriageReturn else {
            return try refuseLine(bytes, at: end, as: .malformedRequestLine)
        }
        return try endOfLine(bytes, at: end)
    }

    /// The index of the space after it, or nil.
    @inline(__always)
    private func parseMethod(
        _ bytes: Span<UInt8>, from start: Int, into head: inout RequestHead
    ) throws(HeadError) -> Int? {
        // Nearly every request.
        if bytes.has("GET ", at: start) {
            head.request.method = .get
            head.request.methodName = ByteRange(from: start, to: start &+ 3)
            return start &+ 3
        }
        return try parseUncommonMethod(bytes, from: start, into: &head)
    }

    @inline(never)
    private func parseUncommonMethod(
        _ bytes: Span<UInt8>, from start: Int, into head: inout RequestHead
    ) throws(HeadError) -> Int? {
        let name = bytes.endOfToken(from: start)
        guard name.byte == .space, name.index != start else {
            return try refuseLine(bytes, at: name.index, as: .invalidMethod)
        }
        head.request.methodName = ByteRange(from: start, to: name.index)
        head.request.method = Method(bytes, at: head.request.methodName)
        return name.index
    }

    /// The refusal of a request line at the byte where it goes wrong; nil if that byte isn't there
    /// yet, or is a CR and what follows it decides.
    @inline(never)
    private func refuseLine(
        _ bytes: Span<UInt8>, at index: Int, as error: HeadError
    ) throws(HeadError) -> Int? {
        if index == bytes.count { return nil }
        switch bytes[index] {
        case .lineFeed: throw .bareLineFeed
        case 0: throw .nulByte
        case .carriageReturn:
            if try endOfLine(bytes, at: index) == nil { return nil }
            throw error
        default: throw error
        }
    }

    /// Neither 1.0 nor 1.1. RFC 9110 §2.5: a later minor version is read as the highest one that
    /// is known. False: not all there yet.
    /// - Throws: another major version, or nonsense.
    @inline(never)
    private func isLaterMinorVersion(
        _ bytes: Span<UInt8>, from start: Int
    ) throws(HeadError) -> Bool {
        let prefix: InlineArray<5, UInt8> = [0x48, 0x54, 0x54, 0x50, 0x2f]
        var position = 0
        while position < 8 {
            let index = start + position
            guard index < bytes.count else { return false }
            let byte = bytes[index]
            let fits =
                switch position {
                case 0..<5: byte == prefix[position]
                case 6: byte == UInt8(ascii: ".")
                default: byte.isDigit
                }
            if !fits {
                _ = try refuseLine(bytes, at: index, as: .malformedRequestLine)
                return false
            }
            position += 1
        }
        guard bytes[start + 5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        return true
    }
}

/// The four shapes of a request target: RFC 9112 §3.2. The path itself is not looked at: every path gets the same answer.
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
