// What is spoken on one listener.

import TLS

/// What the configuration and the snapshot say of it; connections name it by its index.
struct Service {
    let proxyProtocol: ProxyProtocolMode
    let keepAlive: KeepAlivePolicy
    /// Nil: plain HTTP.
    let certificates: CertificateStore?
}
