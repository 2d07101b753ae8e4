// What an operator should know about peers, said without letting them fill the log.

import Kernel

/// One line a minute for each kind, with the count of those left out.
struct PeerNotices {
    private var tlsOnPlain = RateLimit(oncePer: 60)
    private var proxyHeader = RateLimit(oncePer: 60)

    /// A proxy in front passes TLS through to the plain listener, or a client uses the wrong port.
    mutating func sawTLSOnPlainListener(now: Int) {
        guard let suppressed = tlsOnPlain.admit(at: now) else { return }
        var line = LogLine(.warning, "tls-on-plain-listener")
        line.add("reason", "a TLS ClientHello came to a listener that speaks plain HTTP")
        line.add("suppressed", suppressed)
        line.write()
    }

    /// The listener requires a PROXY header and the connection had none, or a wrong one, or its
    /// sender isn't trusted.
    mutating func refusedProxyHeader(_ reason: StaticString, now: Int) {
        guard let suppressed = proxyHeader.admit(at: now) else { return }
        var line = LogLine(.warning, "proxy-header-refused")
        line.add("reason", reason)
        line.add("suppressed", suppressed)
        line.write()
    }
}
