// Whether a connection goes on after its answer.

import HTTP

/// Letting go, so that clients reach the application again once it is back.
enum Persistence {
    /// Whether the answer to this request is the connection's last.
    @inline(__always)
    static func closes(_ head: RequestHead, policy: KeepAlivePolicy, isDraining: Bool) -> Bool {
        guard head.persists, !isDraining else { return true }
        switch policy {
        case .off: return true
        // A proxy that says it is one decides for each request where it goes; anybody else would
        // stay here while the application is back.
        case .auto: if !head.isForwarded { return true }
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
}
