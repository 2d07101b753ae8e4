// How the end of a request body is found.

/// RFC 9112 §6.3, for requests.
package enum BodyFraming: Equatable, Sendable {
    /// Neither framing field: no body.
    case none
    /// `Content-Length`, in bytes; at most `Limits.contentLength`.
    case length(UInt64)
    /// `Transfer-Encoding: chunked`.
    case chunked
}
