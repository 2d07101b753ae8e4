// Opening every listener, or saying why one can't be opened.

import Kernel

enum ListenerSet {
    enum Opening {
        case complete([Listener])
        /// With this exit code; log lines have said why.
        case refused(Int32)
    }

    /// Takes what was handed over and opens the rest, or says for each that can't be opened why.
    static func open(_ configuration: Configuration) -> Opening {
        var listeners: [Listener] = []
        var refusal: Int32?
        for (socket, name) in InheritedSockets.take(Environment.variables) {
            let settings = settings(of: socket, name, configuration.listeners)
            if settings.kind.traits.speaksTLS, configuration.tls == nil {
                logWithoutCertificate(socket)
                refusal = ExitCode.configuration
            }
            listeners.append(Listener(socket: socket, settings: settings))
        }
        let handedOver = listeners.map { $0.socket.address.text }
        for settings in configuration.listeners {
            for address in addresses(of: settings, besides: handedOver) {
                do throws(Errno) {
                    let socket = try ListeningSocket.open(address)
                    listeners.append(Listener(socket: socket, settings: settings))
                } catch {
                    logRefusal(address, settings.kind, error)
                    refusal = refusal ?? ExitCode.systemRefused
                }
            }
        }
        guard let refusal else { return .complete(listeners) }
        for listener in listeners { listener.socket.removePath() }
        return .refused(refusal)
    }

    /// Those to open. Sockets that were handed over stand in for addresses nobody has configured.
    private static func addresses(
        of settings: ListenerSettings, besides handedOver: [String]
    ) -> [SocketAddress] {
        if !handedOver.isEmpty, !settings.isExplicit { return [] }
        return settings.addresses.filter { address in
            !handedOver.contains { $0.equals(address.text) }
        }
    }

    /// A socket from systemd or another supervisor is a listener of the kind it is named after, or
    /// among whose addresses it listens; where that are two, the later.
    private static func settings(
        of socket: ListeningSocket, _ name: [UInt8], _ all: [ListenerSettings]
    ) -> ListenerSettings {
        let meant = all.last { settings in
            name.equals(settings.kind.traits.name)
                || settings.addresses.contains { $0.text.equals(socket.address.text) }
        }
        return meant ?? all[Listener.Kind.http.rawValue]
    }

    private static func logWithoutCertificate(_ socket: ListeningSocket) {
        var line = LogLine(.error, "listen-refused")
        line.add("variable", "LISTEN_FDNAMES")
        line.add("value", socket.address.text)
        line.add("reason", "a socket named https was handed over and there is no certificate")
        line.add(
            "cure", "set " + Variable.tlsCertificatePath.name + ", or name the socket http")
        line.write()
    }

    /// Says for each address that can't be opened why. What was handed over is closed.
    static func probe(_ configuration: Configuration) {
        let handedOver = InheritedSockets.take(Environment.variables).map { $0.socket.address.text }
        for settings in configuration.listeners {
            for address in addresses(of: settings, besides: handedOver) {
                do throws(Errno) {
                    try ListeningSocket.probe(address)
                } catch {
                    logRefusal(address, settings.kind, error)
                }
            }
        }
    }

    private static func logRefusal(
        _ address: SocketAddress, _ kind: Listener.Kind, _ error: Errno
    ) {
        var line = LogLine(.error, "listen-refused")
        line.add("variable", kind.traits.listen.name)
        line.add("value", address.text)
        line.add("errno", Int(error.rawValue))
        let words = words(error, address)
        line.add("reason", words.reason)
        line.add("cure", words.cure)
        line.write()
    }

    /// A mistake for each path that no socket can be made at, as far as that can be seen without
    /// making one.
    static func findings(_ configuration: Configuration) -> [Finding] {
        var findings: [Finding] = []
        for settings in configuration.listeners {
            for address in settings.addresses {
                guard case .unix(let path) = address, let error = refusal(of: path) else {
                    continue
                }
                findings.append(
                    Finding(
                        settings.kind.traits.listen, Array(address.text.utf8),
                        .refused(address, error)))
            }
        }
        return findings
    }

    private static func refusal(of path: String) -> Errno? {
        if isTaken(path) { return .addressInUse }
        let bytes = Array(path.utf8)
        let directory = bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)]
        return File.refusal(ofNamesIn: directory.isEmpty ? "/" : String(bytes: Array(directory)))
    }

    /// By something else than a socket, which nobody may take away.
    private static func isTaken(_ path: String) -> Bool {
        File.isOtherThanSocket(path)
    }

    @inline(never)
    static func words(_ error: Errno, _ address: SocketAddress) -> Finding.Words {
        if error == .addressInUse, case .unix(let path) = address, isTaken(path) {
            return .init(
                "a file or directory is there", "take it away, or choose another path")
        }
        return .init(error.words, cure(for: error, address))
    }

    private static func cure(for error: Errno, _ address: SocketAddress) -> String {
        switch error {
        case .addressInUse: "stop what listens there, or choose another address"
        case .addressNotAvailable: "choose an address of this machine, or [::] for all"
        case .nameTooLong: "choose a path of at most 107 bytes"
        case .noEntry: "make the directory first"
        case .notDirectory: "choose a path beneath directories"
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
