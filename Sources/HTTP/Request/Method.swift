// The request methods by name.

/// Method names are case-sensitive (RFC 9110 §9.1): `get` is `other`.
package enum Method: UInt8, CaseIterable, Sendable {
    case get, head, post, put, delete, connect, options, trace, patch
    /// Any other token. It is answered like the rest.
    case other

    /// Whether somebody hands something over with it, instead of looking at what is there.
    @inline(__always)
    package var sends: Bool { rawValue > Self.head.rawValue }
}

extension Method {
    /// - Parameter name: where the method stands in `bytes`; a token.
    package init(_ bytes: Span<UInt8>, at name: ByteRange) {
        let start = Int(name.start)
        self = .other
        switch name.count {
        case 3:
            if bytes.has("GET", at: start) { self = .get }
            if bytes.has("PUT", at: start) { self = .put }
        case 4:
            if bytes.has("HEAD", at: start) { self = .head }
            if bytes.has("POST", at: start) { self = .post }
        case 5:
            if bytes.has("TRACE", at: start) { self = .trace }
            if bytes.has("PATCH", at: start) { self = .patch }
        case 6: if bytes.has("DELETE", at: start) { self = .delete }
        case 7:
            if bytes.has("OPTIONS", at: start) { self = .options }
            if bytes.has("CONNECT", at: start) { self = .connect }
        default: break
        }
    }
}
