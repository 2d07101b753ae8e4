// The HTTP/1 request head parser: from bytes to a head, "not yet", or a refusal.

/// Reads strictly from left to right and decides each rule at the earliest byte that settles it,
/// so the verdict never depends on how the bytes arrived: what is refused stays refused, for the
/// same reason, whatever follows.
package struct RequestHeadParser: Sendable {
    package init() {}

    /// `nil`: the head has not ended; call again with the same bytes and more.
    ///
    /// Each call starts over, so on slow arrival ask `endsHead` first.
    package func parseHead(_ bytes: Span<UInt8>) throws(HeadError) -> RequestHead? {
        var head = RequestHead()
        return try parseHead(bytes, into: &head) ? head : nil
    }

    /// The same without a copy of the result, for a caller that keeps a place for it. False: the
    /// head has not ended, and what is in `head` means nothing.
    package func parseHead(
        _ bytes: Span<UInt8>, into head: inout RequestHead
    ) throws(HeadError) -> Bool {
        head = RequestHead()
        // Nothing beyond the limit is looked at: a head that ends there is as good as endless.
        if try parse(bytes.extracting(first: Limits.headBytes), into: &head) { return true }
        if bytes.count > Limits.headBytes { throw .headTooLarge }
        return false
    }

    /// Whether a head, or what can't be one, has ended in the bytes of a next request.
    static func endsHead(afterEmptyLinesOf bytes: Span<UInt8>) -> Bool {
        var start = 0
        while bytes.has("\r\n", at: start) { start += 2 }
        return endsHead(bytes.extracting(start...), from: 0)
    }

    /// Whether an empty line ends at or after `arrival`, the index of the first new byte. Only
    /// then, or when the buffer has grown much, can another `parseHead` come to a new verdict
    /// worth its cost: else one byte at a time would be quadratic.
    package static func endsHead(_ bytes: Span<UInt8>, from arrival: Int) -> Bool {
        // Also LF LF, so that the refusal of a bare LF is not waited for.
        var index = max(0, arrival - 2)
        while index + 1 < bytes.count {
            if bytes[index] == .lineFeed {
                if bytes[index + 1] == .lineFeed { return true }
                if bytes[index + 1] == .carriageReturn, index + 2 < bytes.count,
                    bytes[index + 2] == .lineFeed
                {
                    return true
                }
            }
            index += 1
        }
        return false
    }
}

extension RequestHeadParser {
    /// False: the head has not ended.
    @inline(__always)
    private func parse(
        _ bytes: Span<UInt8>, into head: inout RequestHead
    ) throws(HeadError) -> Bool {
        guard let start = try skipEmptyLines(bytes),
            let firstLine = try parseRequestLine(bytes, from: start, into: &head)
        else { return false }
        var index = firstLine
        var lines = 0
        while true {
            if bytes.has("\r\n", at: index) {
                try conclude(&head, linesFrom: firstLine, to: index)
                return true
            }
            let name = bytes.endOfToken(from: index)
            guard name.byte == UInt8(ascii: ":"), name.index != index else {
                if let error = nameError(bytes, from: index, stop: name.index) { throw error }
                return false
            }
            guard lines < Limits.fieldCount else { throw .tooManyFields }
            lines &+= 1
            let value = bytes.endOfFieldValue(from: name.index &+ 1)
            guard bytes.has("\r\n", at: value.index) else {
                if let error = valueError(bytes, stop: value.index) { throw error }
                return false
            }
            if let field = KnownField.named(bytes, at: index, count: name.index &- index) {
                let range = bytes.trimmed(from: name.index &+ 1, to: value.index)
                try take(field, range, bytes, into: &head)
            }
            index = value.index &+ 2
        }
    }

    /// RFC 9112 §2.2: some clients send an extra CRLF after a body.
    @inline(__always)
    private func skipEmptyLines(_ bytes: Span<UInt8>) throws(HeadError) -> Int? {
        guard bytes.count > 0, bytes[0] == .carriageReturn else { return 0 }
        return try endOfEmptyLines(bytes)
    }

    @inline(never)
    private func endOfEmptyLines(_ bytes: Span<UInt8>) throws(HeadError) -> Int? {
        var index = 0
        while index < bytes.count, bytes[index] == .carriageReturn {
            guard let next = try endOfLine(bytes, at: index) else { return nil }
            if index == 2 * Limits.leadingEmptyLines { throw .tooManyEmptyLines }
            index = next
        }
        return index
    }

    /// What is wrong with a line that has no name before a colon; nil: not known yet.
    @inline(never)
    private func nameError(_ bytes: Span<UInt8>, from start: Int, stop: Int) -> HeadError? {
        if stop == bytes.count { return nil }
        switch bytes[stop] {
        case UInt8(ascii: ":"): return .emptyFieldName
        // RFC 9112 §5.2: a folded line is refused, not joined to the one before. The same goes
        // for white space before the first field (§2.2).
        case .space where stop == start, .tab where stop == start: return .obsoleteLineFolding
        // RFC 9112 §5.1: never removed, since others read such a line differently.
        case .space, .tab: return .spaceBeforeColon
        case .lineFeed: return .bareLineFeed
        case 0: return .nulByte
        case .carriageReturn:
            if stop + 1 == bytes.count { return nil }
            // A CRLF at the start of a line has been taken for what it is, the end of the head.
            return bytes[stop + 1] == .lineFeed ? .missingColon : .bareCarriageReturn
        default: return .invalidFieldName
        }
    }

    /// What is wrong with a value that doesn't end in CRLF; nil: not known yet.
    @inline(never)
    private func valueError(_ bytes: Span<UInt8>, stop: Int) -> HeadError? {
        if stop == bytes.count { return nil }
        switch bytes[stop] {
        case .lineFeed: return .bareLineFeed
        case .carriageReturn: return stop + 1 == bytes.count ? nil : .bareCarriageReturn
        default: return .nulByte
        }
    }

    /// The index after the CRLF whose CR is at `index`; nil: its LF isn't there yet.
    @inline(__always)
    func endOfLine(_ bytes: Span<UInt8>, at index: Int) throws(HeadError) -> Int? {
        if index &+ 1 == bytes.count { return nil }
        // RFC 9112 §2.2: a bare CR is no line end and no space.
        guard bytes[index &+ 1] == .lineFeed else { throw .bareCarriageReturn }
        return index &+ 2
    }
}
