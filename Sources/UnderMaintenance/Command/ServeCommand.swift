// `serve`: from the environment to a running master.

import Kernel
import Maintenance

enum ServeCommand {
    /// - Returns: the exit code, once everything has ended.
    static func run() -> Int32 {
        let loaded = Configuration.load(
            from: Environment.variables, now: Clock.unixSeconds())
        for finding in loaded.findings { finding.log() }
        let configuration = loaded.configuration
        let snapshot = load(configuration)
        if loaded.hasMistakes {
            // What else is wrong should be known now and not after the next start.
            probe(configuration.httpListen)
            return ExitCode.configuration
        }
        guard let listeners = open(configuration) else { return ExitCode.systemRefused }
        let workers = configuration.workers ?? WorkerCount.usable()
        for listener in listeners { logListening(listener, workers: workers) }
        do throws(Errno) {
            try Master(
                configuration: configuration, snapshot: snapshot, listeners: listeners,
                workers: workers
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

    /// A page that can't be used costs the page, not the service.
    static func load(_ configuration: Configuration) -> Snapshot {
        do throws(Snapshot.Refusal) {
            return try Snapshot.load(configuration)
        } catch {
            error.finding.log()
            return .withoutPage(configuration)
        }
    }

    /// Opens every listener, or says for each that can't be opened why.
    private static func open(_ configuration: Configuration) -> [Listener]? {
        var listeners: [Listener] = []
        for address in configuration.httpListen {
            do throws(Errno) {
                listeners.append(
                    Listener(
                        socket: try ListeningSocket.open(address),
                        proxyProtocol: configuration.proxyProtocol))
            } catch {
                logRefusal(address, error)
            }
        }
        if listeners.count == configuration.httpListen.count { return listeners }
        for listener in listeners { listener.socket.removePath() }
        return nil
    }

    private static func probe(_ addresses: [SocketAddress]) {
        for address in addresses {
            do throws(Errno) {
                try ListeningSocket.probe(address)
            } catch {
                logRefusal(address, error)
            }
        }
    }

    private static func logRefusal(_ address: SocketAddress, _ error: Errno) {
        var line = LogLine(.error, "listen-refused")
        line.add("variable", "UNDER_MAINTENANCE_HTTP_LISTEN")
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

    private static func logListening(_ listener: Listener, workers: Int) {
        var line = LogLine(.info, "listening")
        line.add("address", listener.socket.address.text)
        line.add("protocol", "http")
        if listener.proxyProtocol != .off {
            line.add("proxy_protocol", listener.proxyProtocol.word)
        }
        line.add("workers", workers)
        line.write()
    }
}
