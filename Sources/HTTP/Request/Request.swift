// What a request says, whichever version of HTTP brought it.

/// Facts, and the places of texts in the bytes that were read: no copies, and nothing of how the
/// message was framed. The fields it keeps are those of `KnownField`.
package struct Request: Sendable {
    package var version = HTTPVersion.unknown
    package var method = Method.other
    package var methodName = ByteRange.empty
    package var target = ByteRange.empty

    /// `host[:port]`: the value of `Host`, or what overrides it (RFC 9110 §7.2). Its syntax is
    /// checked; it may be empty.
    package var authority = ByteRange.empty

    /// Where the field lines stand, each `name: value` and CRLF. Only a list that is spread over
    /// several lines is looked for there again.
    package var lines = ByteRange.empty

    /// One bit a field: there is a line of it; there are several.
    private var present: UInt32 = 0
    private var repeated: UInt32 = 0

    /// Of each field's last line; those that are not present mean nothing. A place for each bit.
    private(set) var values: InlineArray<20, ByteRange> = [
        .empty, .empty, .empty, .empty, .empty, .empty, .empty, .empty, .empty, .empty,
        .empty, .empty, .empty, .empty, .empty, .empty, .empty, .empty, .empty, .empty,
    ]

    package init() {}
}

/// The versions whose messages are told apart.
package enum HTTPVersion: UInt8, Sendable {
    /// Not read yet, or not spoken here.
    case unknown
    case http10, http11, http2

    package var name: StaticString {
        switch self {
        case .unknown: ""
        case .http10: "HTTP/1.0"
        case .http11: "HTTP/1.1"
        case .http2: "HTTP/2.0"
        }
    }
}

extension Request {
    /// The value of a field without the white space round it: that of its last line; empty if
    /// there is none.
    package subscript(field: KnownField) -> ByteRange {
        @inline(__always) get { has(field) ? values[Int(field.rawValue)] : .empty }
    }

    /// Whether there is a line of that field, even one with an empty value.
    @inline(__always)
    package func has(_ field: KnownField) -> Bool { present & field.bit != 0 }

    /// Whether there is a line of any of these fields.
    @inline(__always)
    package func hasAny(_ fields: KnownField.Bits) -> Bool { present & fields.rawValue != 0 }

    /// Whether there are several lines of any of these fields.
    @inline(__always)
    package func repeatsAny(_ fields: KnownField.Bits) -> Bool { repeated & fields.rawValue != 0 }

    /// Notes a line of a field.
    @inline(__always)
    package mutating func note(_ field: KnownField, _ value: ByteRange) {
        repeated |= present & field.bit
        present |= field.bit
        values[Int(field.rawValue)] = value
    }

    /// A proxy has touched the request.
    @inline(__always)
    package var isForwarded: Bool { hasAny([.forwardedFor, .forwarded, .via]) }

    /// The value of a list field over all its lines.
    ///
    /// - Parameters:
    ///   - bytes: what this request was read from.
    ///   - use: called once with the value, empty if there is none.
    package func withList<Result>(
        _ field: KnownField, of bytes: Span<UInt8>, _ use: (Span<UInt8>) -> Result
    ) -> Result {
        if repeated & field.bit != 0 { return use(joined(field, of: bytes).span) }
        return use(bytes.extracting(self[field].indices))
    }

    /// RFC 9110 §5.3: several lines are one list, in their order. A list of preferences is as long as
    /// they need be: by HPACK, lines without end cost their sender an octet each.
    @inline(never)
    private func joined(_ field: KnownField, of bytes: Span<UInt8>) -> [UInt8] {
        let most = field.isPreference ? Limits.preferenceBytes : Int.max
        var list: [UInt8] = []
        var line = lines.indices.lowerBound
        while line < lines.indices.upperBound, list.count < most {
            let end = bytes.endOfFieldValue(from: line).index
            let colon = bytes.endOfToken(from: line).index
            if KnownField.named(bytes, at: line, count: colon - line) == field {
                let value = bytes.trimmed(from: colon + 1, to: end)
                if !list.isEmpty, !value.isEmpty {
                    list.append(UInt8(ascii: ","))
                    list.append(.space)
                }
                list += [UInt8](bytes.extracting(value.indices))
            }
            line = end + 2
        }
        return list
    }
}
