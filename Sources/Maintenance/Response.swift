// What the responder decided for one request.

/// An answer: which representation, and how much of it.
package struct Response {
    /// Index into the `ResponseSet`.
    package let representation: Int
    /// HEAD: the same head, no body. RFC 9110 §9.3.2.
    package let omitsBody: Bool
    /// Whether this is the connection's last answer.
    package let closes: Bool

    /// The same answer, as the connection's last or not.
    package func closing(_ closes: Bool) -> Response {
        Response(representation: representation, omitsBody: omitsBody, closes: closes)
    }
}
