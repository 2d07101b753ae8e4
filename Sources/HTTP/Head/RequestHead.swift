// What a parsed request head says: facts and the places of texts, no copies.

/// Its ranges index the bytes that were parsed.
package struct RequestHead: Sendable {
    /// Bytes the head took, skipped empty lines and the final empty line included.
    package var byteCount = 0
    package var method = Method.other
    package var version = HTTPVersion.http11
    package var framing = BodyFraming.none
    package var methodRange = ByteRange.empty
    package var targetRange = ByteRange.empty

    /// `Connection: close`. It wins over `keep-alive` (RFC 9112 §9.3).
    package var wantsClose = false
    /// `Connection: keep-alive`.
    package var wantsKeepAlive = false
    /// `Expect: 100-continue` in HTTP/1.1; in 1.0 it is ignored (RFC 9110 §10.1.1).
    package var expectsContinue = false
    /// A proxy has touched the request: `X-Forwarded-For`, `Forwarded` or `Via` is there.
    package var isForwarded = false

    /// One of the fields that hold preferences is there more than once.
    package var hasRepeatedLists = false

    /// The authority the request is for: that of an absolute-form target, which overrides the
    /// field (RFC 9112 §3.2.2), else the value of `Host`. Syntax checked; may be empty.
    package var host = ByteRange.empty

    /// One place for each known field; more places than fields cost nothing.
    private var values: InlineArray<16, ByteRange> = [
        .empty, .empty, .empty, .empty, .empty, .empty, .empty, .empty,
        .empty, .empty, .empty, .empty, .empty, .empty, .empty, .empty,
    ]

    package init() {}

    /// The value of a field without the white space round it: that of the last line, if there are
    /// several; empty if there is none.
    package subscript(field: KnownField) -> ByteRange {
        @inline(__always) get { values[Int(field.rawValue)] }
        @inline(__always) set { values[Int(field.rawValue)] = newValue }
    }

    /// Whether there is a line of that field, even one with an empty value.
    @inline(__always)
    package func has(_ field: KnownField) -> Bool {
        // No value starts at the first byte of a request.
        self[field].start != 0
    }

    package var userAgent: ByteRange { self[.userAgent] }

    /// The last line's value: the one the nearest proxy wrote.
    package var forwardedFor: ByteRange { self[.forwardedFor] }

    /// Whether the client expects the connection to go on (RFC 9112 §9.3).
    package var persists: Bool {
        if wantsClose { return false }
        return version == .http11 || wantsKeepAlive
    }
}
