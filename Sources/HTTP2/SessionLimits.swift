// Every limit of the HTTP/2 room, with its unit and what happens beyond it.

package enum SessionLimits {
    /// Octets of a request's field list as RFC 9113 §6.5.2 counts it. A longer one is answered 431;
    /// its blocks are still decoded.
    static let fieldListBytes = 64 * 1024

    /// Fields of a request. One more is answered 431.
    static let fieldCount = 200
}
