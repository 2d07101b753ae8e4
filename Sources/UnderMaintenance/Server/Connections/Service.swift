// What is spoken on one listener.

import HTTP
import TLS

/// What the configuration and the snapshot say of it; connections name it by its index.
struct Service {
    let proxyProtocol: ProxyProtocolMode
    let keepAlive: KeepAlivePolicy
    /// Nil: plain HTTP.
    let certificates: CertificateStore?
    /// A unix socket, which only this machine reaches.
    let isLocal: Bool
}
