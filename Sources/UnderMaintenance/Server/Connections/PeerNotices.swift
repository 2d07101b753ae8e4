// What an operator should know about peers, and what the system refuses them, said without letting them
// fill the log.

import HTTP
import Kernel

/// One line a minute for each kind and listener, with the count of those left out.
struct PeerNotices {
    /// Why a connection was refused, or what it was taken for.
    enum Kind: Int, CaseIterable {
        case tlsOnPlain, http2
        case headerMissing, headerMalformed, headerUnexpected, senderNotTrusted

        init(_ refusal: ProtocolChoice.Refusal) {
            self = refusal == .missing ? .headerMissing : .headerMalformed
        }
    }

    /// By kind, of each listener.
    private var limits: [RateLimit] = []
    private var preflight = RateLimit(oncePer: 60)
    private var system = RateLimit(oncePer: 60)

    /// The system refuses what a connection needs.
    @inline(never)
    mutating func refused(_ call: StaticString, _ error: Errno, now: Int) {
        guard let suppressed = system.admit(at: now) else { return }
        var line = LogLine(.error, "system-refused", at: now)
        line.add("call", call)
        line.add("reason", error.words)
        line.add("suppressed", suppressed)
        line.write()
    }

    /// A script asked for leave that only the operator can give.
    /// - Parameter origin: a valid one.
    mutating func deniedPreflight(of origin: [UInt8], now: Int) {
        guard let suppressed = preflight.admit(at: now) else { return }
        var line = LogLine(.warning, "preflight-denied", at: now)
        line.add("origin", String(bytes: origin))
        line.add("variable", Variable.cors.name)
        line.add("reason", "its request may reach the application, which hasn't been asked")
        line.add("cure", "list the origin if its scripts may call the application")
        line.add("suppressed", suppressed)
        line.write()
    }

    /// - Parameters:
    ///   - service: of the listener.
    ///   - index: of the listener.
    @inline(never)
    mutating func note(
        _ kind: Kind, from peer: IPAddress?, on service: Service, at index: Int, now: Int
    ) {
        let place = index * Kind.allCases.count + kind.rawValue
        while limits.count <= place { limits.append(RateLimit(oncePer: 60)) }
        guard let suppressed = limits[place].admit(at: now) else { return }
        let proxyProtocol = service.kind.traits.proxyProtocol?.name ?? ""
        let (event, reason, cure): (StaticString, String, String) =
            switch kind {
            case .tlsOnPlain:
                (
                    "tls-on-plain-listener",
                    "a TLS ClientHello came to a listener that speaks plain HTTP",
                    "send TLS to " + Variable.httpsListen.name
                )
            case .http2:
                (
                    "http2-is-off",
                    "a client that speaks nothing but HTTP/2 was refused over TLS",
                    "set " + Variable.http2.name + "=on if it should be answered"
                )
            case .headerMissing:
                (
                    "proxy-header-refused", "missing",
                    "have the proxy send one, or set " + proxyProtocol + "=optional"
                )
            case .headerMalformed:
                (
                    "proxy-header-refused", "malformed",
                    "have the proxy send version 1 or 2, or set " + proxyProtocol + "=off"
                )
            case .headerUnexpected:
                (
                    "proxy-header-refused", "not expected",
                    "set " + proxyProtocol + "=required, or have the proxy send none"
                )
            case .senderNotTrusted:
                (
                    "proxy-header-refused", "sender not trusted",
                    "if it is your proxy, add it to " + Variable.trustedProxies.name
                )
            }
        var line = LogLine(.warning, event, at: now)
        line.add("peer", peer?.text ?? "unknown")
        line.add("listener", service.address)
        line.add("reason", reason)
        line.add("cure", cure)
        line.add("suppressed", suppressed)
        line.write()
    }
}
