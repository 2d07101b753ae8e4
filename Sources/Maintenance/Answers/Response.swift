// What the responder decided for one request.

/// An answer: which representation, and how much of it.
package struct Response {
    /// Narrow: every connection has room for one.
    private let index: Int32
    /// HEAD: the same head, no body. RFC 9110 §9.3.2.
    package let omitsBody: Bool
    /// Whether this is the connection's last answer.
    package let closes: Bool
    /// Whether a script of another site may read it; its lines come from `CrossOrigin`.
    package let isCrossOrigin: Bool

    init(representation: Int, omitsBody: Bool, closes: Bool, isCrossOrigin: Bool = false) {
        index = Int32(truncatingIfNeeded: representation)
        self.omitsBody = omitsBody
        self.closes = closes
        self.isCrossOrigin = isCrossOrigin
    }

    /// Index into the `ResponseSet`.
    @inline(__always)
    package var representation: Int { Int(index) }

    /// The same answer, as the connection's last or not.
    package func closing(_ closes: Bool) -> Response {
        Response(
            representation: representation, omitsBody: omitsBody, closes: closes,
            isCrossOrigin: isCrossOrigin)
    }
}
