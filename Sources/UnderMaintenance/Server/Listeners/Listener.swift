// Listeners as values: what differs by kind, what the configuration says of each, and what its
// connections see of it.

import HTTP
import Kernel
import TLS

/// One listening socket.
struct Listener {
    enum Kind: Int, CaseIterable {
        case http, https
        /// Of those who look after the service; see `AdminServer`.
        case admin
    }

    let socket: ListeningSocket
    let settings: ListenerSettings

    /// Those that visitors come by, or the others.
    @inline(never)
    static func those(_ listeners: [Listener], arePublic: Bool) -> [Listener] {
        var those: [Listener] = []
        for listener in listeners where listener.settings.kind.isPublic == arePublic {
            those.append(listener)
        }
        return those
    }
}

extension Listener.Kind {
    /// Everything that differs by kind is here.
    struct Traits {
        /// In the log, and the name of a socket that is handed over.
        let name: String
        let speaksTLS: Bool
        let standardPort: UInt16
        let listen: Variable
        /// A platform's variable for its port.
        let port: Variable?
        /// Nil: there never is one.
        let proxyProtocol: Variable?
        /// Nil: each connection has one answer.
        let keepAlive: Variable?
    }

    @inline(never)
    var traits: Traits {
        switch self {
        case .http:
            Traits(
                name: "http", speaksTLS: false, standardPort: 80, listen: .httpListen, port: .port,
                proxyProtocol: .httpProxyProtocol, keepAlive: .httpKeepAlive)
        case .https:
            Traits(
                name: "https", speaksTLS: true, standardPort: 443, listen: .httpsListen, port: nil,
                proxyProtocol: .httpsProxyProtocol, keepAlive: .httpsKeepAlive)
        case .admin:
            Traits(
                name: "admin", speaksTLS: false, standardPort: 9180, listen: .adminListen,
                port: nil,
                proxyProtocol: nil, keepAlive: nil)
        }
    }

    /// Whether visitors are answered there.
    var isPublic: Bool { self != .admin }

    var standardAddress: SocketAddress { .any(port: traits.standardPort) }
}

/// What the configuration says of all listeners of one kind.
struct ListenerSettings {
    let kind: Listener.Kind
    /// `[::]` takes IPv4 too.
    let addresses: [SocketAddress]
    /// Whether the addresses are the operator's words, not the default.
    let isExplicit: Bool
    let proxyProtocol: ProxyProtocolMode
    let keepAlive: KeepAlivePolicy
}

/// What the connections of one listener see of it; they name it by its index.
struct Service {
    let kind: Listener.Kind
    /// For the log.
    let address: String
    let proxyProtocol: ProxyProtocolMode
    let keepAlive: KeepAlivePolicy
    /// Nil: plain HTTP.
    let certificates: CertificateStore?
    /// A unix socket, which only this machine reaches.
    let isLocal: Bool
}

extension Service {
    /// - Parameter certificates: those of TLS.
    init(of listener: Listener, certificates: CertificateStore?) {
        let settings = listener.settings
        kind = settings.kind
        address = listener.socket.address.text
        proxyProtocol = settings.proxyProtocol
        keepAlive = settings.keepAlive
        self.certificates = settings.kind.traits.speaksTLS ? certificates : nil
        isLocal = listener.socket.address.isLocal
    }
}

/// Whether connections begin with a PROXY header.
enum ProxyProtocolMode: Choice {
    case off, optional, required

    var word: String {
        switch self {
        case .off: "off"
        case .optional: "optional"
        case .required: "required"
        }
    }
}

extension KeepAlivePolicy: Choice {
    var word: String {
        switch self {
        case .auto: "auto"
        case .on: "on"
        case .off: "off"
        }
    }
}
