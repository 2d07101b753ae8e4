// Who is at the other end of a connection, and how far it is believed.

import HTTP
import Kernel

/// The address nearest to us that is vouched for: of the socket, or of the PROXY header that a
/// trusted one sent.
struct Peer {
    private var number: IPAddress
    /// Milliseconds of the monotonic clock, of which 49 days fit.
    private let accepted: UInt32
    private var isKnown: Bool
    /// Whether the listener is a unix socket: only this machine reaches it.
    private let isLocal: Bool
    /// Whether it may say who its client is, and that it is a proxy.
    private(set) var isTrusted: Bool

    /// - Parameter address: nil where there is none, as on a unix socket.
    init(_ address: IPAddress?, isLocal: Bool, in context: LoopContext) {
        let number = address ?? IPAddress(high: 0, low: 0)
        self.number = number
        isKnown = address != nil
        self.isLocal = isLocal
        accepted = UInt32(truncatingIfNeeded: context.now)
        // Trust follows the kind of the listener; whoever isn't known isn't trusted.
        isTrusted = isLocal || isKnown && context.trusts(number)
    }

    /// Nil: none is known.
    var address: IPAddress? { isKnown ? number : nil }

    /// Whether it is a process of this machine.
    var isOnThisMachine: Bool {
        guard let address else { return isLocal }
        return address == IPAddress(high: 0, low: 1)
            || address.isIPv4 && address.low >> 24 & 0xff == 127
    }

    /// Takes over whom a PROXY header names.
    /// - Returns: false if the peer mustn't send one.
    mutating func accept(_ header: ProxyHeader, in context: LoopContext) -> Bool {
        switch header.source {
        // Says nothing about anybody, so anybody may say it: a healthcheck does.
        case .local: return true
        case .unknown: return isTrusted
        case .address(let address, port: _):
            guard isTrusted else { return false }
            number = address
            isKnown = true
            isTrusted = context.trusts(address)
            return true
        }
    }

    /// Whether the connection has been there for longer than a proxy may keep it from the
    /// application.
    @inline(__always)
    func isAged(now: Int) -> Bool {
        UInt32(truncatingIfNeeded: now) &- accepted > UInt32(ServerLimits.keptMilliseconds)
    }

    /// Whom the proxies we trust name, from the nearest to the farthest; else the peer.
    func client(_ request: Request, of bytes: Span<UInt8>, in context: LoopContext) -> LoggedClient
    {
        if request.has(.forwardedFor), isTrusted {
            let forwarded = request.withList(.forwardedFor, of: bytes) {
                ForwardedFor.client(of: $0, trusted: context.trustedProxies)
            }
            if let forwarded { return .address(forwarded) }
        }
        if let address { return .address(address) }
        return isLocal ? .unix : .unknown
    }
}
