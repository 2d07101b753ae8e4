// `serve`: from the environment to a running master.

import Kernel
import Maintenance
import TLS

enum ServeCommand {
    /// - Returns: the exit code, once everything has ended.
    static func run() -> Int32 {
        let loaded = Configuration.load(
            from: Environment.variables, now: Clock.unixSeconds())
        for finding in loaded.findings { finding.log() }
        let configuration = loaded.configuration
        let tickets = configuration.startTLS()
        var snapshot = Snapshot(configuration)
        let findings = snapshot.loadAll(configuration, tickets: tickets)
        for finding in findings { finding.log() }
        if loaded.hasMistakes || findings.contains(where: { $0.severity == .mistake }) {
            // What else is wrong should be known now and not after the next start.
            probe(configuration)
            return ExitCode.configuration
        }
        guard let listeners = open(configuration) else { return ExitCode.systemRefused }
        let workers = configuration.workers ?? WorkerCount.usable()
        for listener in listeners { logListening(listener, configuration, workers: workers) }
        for certificate in snapshot.certificates?.certificates ?? [] { log(certificate) }
        do throws(Errno) {
            try Master(
                configuration: configuration, snapshot: snapshot, tickets: tickets,
                listeners: listeners, workers: workers
            ).run()
            return ExitCode.stopped
        } catch {
            var line = LogLine(.error, "not-started")
            line.add("reason", error.words)
            line.add("cure", "allow more processes and memory")
            line.write()
            return ExitCode.systemRefused
        }
    }

    /// Every address of the configuration with its kind of listener.
    private static func addresses(
        _ configuration: Configuration
    ) -> [(address: SocketAddress, kind: Listener.Kind)] {
        configuration.httpListen.map { ($0, .http) }
            + configuration.httpsListen.map { ($0, .https) }
    }

    /// Opens every listener, or says for each that can't be opened why.
    private static func open(_ configuration: Configuration) -> [Listener]? {
        var listeners: [Listener] = []
        var isComplete = true
        for (address, kind) in addresses(configuration) {
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

    private static func probe(_ configuration: Configuration) {
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

    private static func logListening(
        _ listener: Listener, _ configuration: Configuration, workers: Int
    ) {
        var line = LogLine(.info, "listening")
        line.add("address", listener.socket.address.text)
        line.add("protocol", listener.kind == .http ? "http" : "https")
        let proxyProtocol =
            listener.kind == .http
            ? configuration.proxyProtocol : configuration.httpsProxyProtocol
        if proxyProtocol != .off { line.add("proxy_protocol", proxyProtocol.word) }
        line.add("workers", workers)
        line.write()
    }

    /// One line a certificate.
    private static func log(_ certificate: Certificate) {
        var line = LogLine(.info, "certificate")
        line.add("path", certificate.path)
        line.add("names", certificate.namesText)
        line.add("key", certificate.keyDescription)
        line.add("days_left", certificate.daysLeft(at: Clock.unixSeconds()))
        line.write()
    }
}

extension Listener.Kind {
    var variable: String {
        self == .http ? "UNDER_MAINTENANCE_HTTP_LISTEN" : "UNDER_MAINTENANCE_HTTPS_LISTEN"
    }
}

extension Certificate {
    /// `example.com *.example.com`.
    var namesText: String {
        var text: [UInt8] = []
        for name in names {
            if !text.isEmpty { text.append(UInt8(ascii: " ")) }
            text.append(contentsOf: name)
        }
        return String(bytes: text)
    }
}
