// The head of an HTTP/1 request: what it says, and how its message is framed.

/// Its ranges index the bytes that were parsed.
package struct RequestHead: Sendable {
    package var request = Request()
    /// Bytes the head took, skipped empty lines and the final empty line included.
    package var byteCount = 0
    package var framing = BodyFraming.none

    /// `Connection: close`. It wins over `keep-alive` (RFC 9112 §9.3).
    package var wantsClose = false
    /// `Connection: keep-alive`.
    package var wantsKeepAlive = false
    /// `Expect: 100-continue` in HTTP/1.1; in 1.0 it is ignored (RFC 9110 §10.1.1).
    package var expectsContinue = false

    package init() {}

    /// Whether the client expects the connection to go on (RFC 9112 §9.3).
    package var persists: Bool {
        if wantsClose { return false }
        return request.version == .http11 || wantsKeepAlive
    }
}

/// How the end of a request body is found: RFC 9112 §6.3.
package enum BodyFraming: Equatable, Sendable {
    /// Neither framing field: no body.
    case none
    /// `Content-Length`, in bytes; at most `Limits.contentLength`.
    case length(UInt64)
    /// `Transfer-Encoding: chunked`.
    case chunked

    /// Whether there is a body, and it may be one that is read to keep the connection.
    var isSmall: Bool {
        switch self {
        case .none: false
        case .length(let count): count > 0 && count <= UInt64(Limits.keptBodyBytes)
        // It tells its size only by going on.
        case .chunked: true
        }
    }
}
