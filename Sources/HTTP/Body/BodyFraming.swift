// How the end of a request body is found.

/// RFC 9112 §6.3, for requests.
package enum BodyFraming: Equatable, Sendable {
    /// Neither framing field: no body.
    case none
    /// `Content-Length`, in bytes; at most `Limits.contentLength`.
    case length(UInt64)
    /// `Transfer-Encoding: chunked`.
    case chunked

    /// Whether there is a body, and it may be one that is read to keep the connection.
    package var isSmall: Bool {
        switch self {
        case .none: false
        case .length(let count): count > 0 && count <= UInt64(Limits.keptBodyBytes)
        // It tells its size only by going on.
        case .chunked: true
        }
    }
}
