// Opening every listener, or saying why one can't be opened.

import Kernel

enum ListenerSet {
    /// Every address of the configuration with its kind of listener.
    private static func addresses(
        _ configuration: Configuration
    ) -> [(address: SocketAddress, kind: Listener.Kind)] {
        configuration.httpListen.map { ($0, .http) }
            + configuration.httpsListen.map { ($0, .https) }
    }

    /// Takes what was handed over and opens the rest, or says for each that can't be opened why.
    static func open(_ configuration: Configuration) -> [Listener]? {
        var listeners: [Listener] = []
        var isComplete = true
        for (socket, name) in InheritedSockets.take(Environment.variables) {
            let kind = kind(of: socket, name, configuration)
            if kind == .https, configuration.tls == nil {
                logWithoutCertificate(socket)
                isComplete = false
            }
            listeners.append(Listener(socket: socket, kind: kind))
        }
        let handedOver = listeners.map { $0.socket.address.text }
        for (address, kind) in addresses(configuration)
        where !handedOver.contains(where: { $0.equals(address.text) }) {
            // Sockets that were handed over stand in for addresses nobody has configured.
            if !handedOver.isEmpty, !configuration.explicitListeners.contains(kind) { continue }
            do throws(Errno) {
                listeners.append(Listener(socket: try ListeningSocket.open(address), kind: kind))
            } catch {
                logRefusal(address, kind, error)
                isComplete = false
            }
        }
        if isComplete { return listeners }
        for listener in listeners { listener.socket.removePath() }
        return nil
    }

    /// A socket from systemd or another supervisor that is named `https` speaks TLS, like one on
    /// an address of the TLS listener.
    private static func kind(
        of socket: ListeningSocket, _ name: [UInt8], _ configuration: Configuration
    ) -> Listener.Kind {
        let isHTTPS =
            name.elementsEqual("https".utf8)
            || configuration.httpsListen.contains { $0.text.equals(socket.address.text) }
        return isHTTPS ? .https : .http
    }

    private static func logWithoutCertificate(_ socket: ListeningSocket) {
        var line = LogLine(.error, "listen-refused")
        line.add("variable", "LISTEN_FDNAMES")
        line.add("value", socket.address.text)
        line.add("reason", "a socket named https was handed over and there is no certificate")
        line.add("cure", "set UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH, or name the socket http")
        line.write()
    }

    static func probe(_ configuration: Configuration) {
        for (address, kind) in addresses(configuration) {
            do throws(Errno) {
                try ListeningSocket.probe(address)
            } catch {
                logRefusal(address, kind, error)
            }
        }
    }

    private static func logRefusal(
        _ address: SocketAddress, _ kind: Listener.Kind, _ error: Errno
    ) {
        var line = LogLine(.error, "listen-refused")
        line.add("variable", kind.variable)
        line.add("value", address.text)
        line.add("errno", Int(error.rawValue))
        line.add("reason", error.words)
        line.add("cure", cure(for: error, address))
        line.write()
    }

    private static func cure(for error: Errno, _ address: SocketAddress) -> String {
        switch error {
        case .addressInUse: "stop what listens there, or choose another address"
        case .addressNotAvailable: "choose an address of this machine, or [::] for all"
        case .nameTooLong: "choose a path of at most 107 bytes"
        case .noEntry: "make the directory first"
        case .accessDenied:
            if case .unix = address {
                "let user \(Process.userIdentifier) write to the directory"
            } else {
                "choose a port above 1023, or allow this one: CAP_NET_BIND_SERVICE"
                    + " or net.ipv4.ip_unprivileged_port_start"
            }
        default: "choose another address"
        }
    }
}

extension Listener.Kind {
    var variable: String {
        self == .http ? "UNDER_MAINTENANCE_HTTP_LISTEN" : "UNDER_MAINTENANCE_HTTPS_LISTEN"
    }
}
