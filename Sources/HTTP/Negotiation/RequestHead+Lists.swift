// Preferences that come on more than one line.

extension RequestHead {
    /// What the request prefers: the value of a list field over all its lines.
    ///
    /// - Parameters:
    ///   - bytes: what this head was parsed from.
    ///   - use: called once with the value, empty if there is none.
    package func withList<Result>(
        _ field: KnownField, of bytes: Span<UInt8>, _ use: (Span<UInt8>) -> Result
    ) -> Result {
        if hasRepeatedLists { return use(joined(field, of: bytes).span) }
        return use(bytes.extracting(self[field].indices))
    }

    /// RFC 9110 §5.3: several lines are one list, in their order.
    @inline(never)
    private func joined(_ field: KnownField, of bytes: Span<UInt8>) -> [UInt8] {
        var list: [UInt8] = []
        // The request line is none of them.
        var line = Int(targetRange.start)
        while line < byteCount, bytes[line] != .carriageReturn { line += 1 }
        line += 2
        while line < byteCount {
            var end = line
            while end < byteCount, bytes[end] != .carriageReturn { end += 1 }
            var colon = line
            while colon < end, bytes[colon] != UInt8(ascii: ":") { colon += 1 }
            if KnownField.named(bytes, at: line, count: colon - line) == field, colon < end {
                if !list.isEmpty { list.append(UInt8(ascii: ",")) }
                for index in colon + 1..<end { list.append(bytes[index]) }
            }
            line = end + 2
        }
        return list
    }
}
