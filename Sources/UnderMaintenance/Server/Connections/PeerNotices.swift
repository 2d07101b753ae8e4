// What an operator should know about peers, said without letting them fill the log.

import Kernel

/// One line a minute for each kind, with the count of those left out.
struct PeerNotices {
    private var tlsOnPlain = RateLimit(oncePer: 60)
    private var proxyHeader = RateLimit(oncePer: 60)
    private var http2 = RateLimit(oncePer: 60)
    private var preflight = RateLimit(oncePer: 60)

    /// A script asked for leave that only the operator can give.
    /// - Parameter origin: a valid one.
    mutating func deniedPreflight(of origin: [UInt8], now: Int) {
        guard let suppressed = preflight.admit(at: now) else { return }
        var line = LogLine(.warning, "preflight-denied")
        line.add("origin", String(bytes: origin))
        line.add("variable", Variable.cors.name)
        line.add("reason", "its request may reach the application, which hasn't been asked")
        line.add("cure", "list the origin if its scripts may call the application")
        line.add("suppressed", suppressed)
        line.write()
    }

    /// A client speaks HTTP/2 alone, where it isn't spoken.
    mutating func sawHTTP2WhereItIsOff(now: Int) {
        guard let suppressed = http2.admit(at: now) else { return }
        var line = LogLine(.warning, "http2-is-off")
        line.add("reason", "a client that speaks nothing but HTTP/2 was refused over TLS")
        line.add("cure", "set " + Variable.http2.name + "=on if it should be answered")
        line.add("suppressed", suppressed)
        line.write()
    }

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
