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
            head.version = .http11
        } else if bytes.has("HTTP/1.0", at: versionStart) {
            head.version = .http10
        } else {
            return try refuseVersion(bytes, from: versionStart)
        }
        head.targetRange = ByteRange(from: target, to: targetEnd)
        head.host = try RequestTarget.authority(bytes, from: target, to: targetEnd, head.method)
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
            head.method = .get
            head.methodRange = ByteRange(from: start, to: start &+ 3)
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
        head.methodRange = ByteRange(from: start, to: name.index)
        head.method = Method(bytes, at: head.methodRange)
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

    /// Neither 1.0 nor 1.1: another version, nonsense, or not all there yet (nil).
    @inline(never)
    private func refuseVersion(_ bytes: Span<UInt8>, from start: Int) throws(HeadError) -> Int? {
        let prefix: InlineArray<5, UInt8> = [0x48, 0x54, 0x54, 0x50, 0x2f]
        var position = 0
        while position < 8 {
            let index = start + position
            guard index < bytes.count else { return nil }
            let byte = bytes[index]
            let fits =
                switch position {
                case 0..<5: byte == prefix[position]
                case 6: byte == UInt8(ascii: ".")
                default: byte.isDigit
                }
            if !fits { return try refuseLine(bytes, at: index, as: .malformedRequestLine) }
            position += 1
        }
        throw .unsupportedVersion
    }
}
