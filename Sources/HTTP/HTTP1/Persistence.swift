// Whether an HTTP/1 connection goes on after an answer.

/// Whether a connection outlives its answer; `auto`: only a proxy's.
package enum KeepAlivePolicy: UInt8, CaseIterable, Sendable {
    case auto, on, off
}

/// Letting go, so that clients reach the application again once it is back.
package struct Persistence: Sendable {
    package var policy: KeepAlivePolicy
    /// Whether the peer may say that it is a proxy.
    package var isTrusted: Bool
    /// Whether the connection is old enough to let go of. A proxy that says it is one needn't
    /// choose anew for each request: a hop behind it that passes connections on chooses once.
    package var isAged: Bool
    /// Whether the server ends.
    package var isDraining: Bool

    package init(policy: KeepAlivePolicy, isTrusted: Bool, isAged: Bool, isDraining: Bool) {
        self.policy = policy
        self.isTrusted = isTrusted
        self.isAged = isAged
        self.isDraining = isDraining
    }

    /// Whether the answer to this request is the connection's last, whatever follows the request.
    @inline(__always)
    func closes(_ head: RequestHead) -> Bool {
        guard head.persists else { return true }
        switch policy {
        case .off: return true
        // A proxy decides for each request where it goes; anybody else would stay here while the
        // application is back.
        case .auto: if !isTrusted || !head.request.isForwarded { return true }
        case .on: break
        }
        switch head.framing {
        case .none, .chunked: break
        case .length(let count): if count > UInt64(Limits.keptBodyBytes) { return true }
        }
        // RFC 9110 §10.1.1: with a final answer in hand the client may send the body or not; what
        // comes next could be either.
        return head.expectsContinue && head.framing != .none
    }

    /// Whether an HTTP/2 connection is let go of once this request is answered.
    package func letsGo(after request: Request) -> Bool {
        if isEnding || policy == .off { return true }
        return policy == .auto && !(isTrusted && request.isForwarded)
    }

    /// Whether no more than the requests that have been read already are answered.
    @inline(__always)
    var isEnding: Bool { isDraining || isAged && policy == .auto }
}
