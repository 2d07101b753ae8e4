// `serve`: from the environment to a running master.

import Kernel
import Maintenance
import TLS

enum ServeCommand {
    /// - Returns: the exit code, once everything has ended.
    static func run() -> Int32 {
        Memory.keepLargeAllocationsApart()
        do throws(Errno) {
            switch try prepare() {
            case .ready(let master): try master.run()
            case .refused(let code): return code
            }
            return ExitCode.stopped
        } catch {
            var line = LogLine(.error, "not-started")
            line.add("reason", error.words)
            line.add("cure", "allow more processes and memory")
            line.write()
            return ExitCode.systemRefused
        }
    }

    private enum Preparation {
        case ready(Master)
        /// Log lines have said why.
        case refused(Int32)
    }

    /// Loads everything and opens the listeners. Apart from what follows, so that nothing but the
    /// master holds what was loaded: the first reload lets go of it.
    @inline(never)
    private static func prepare() throws(Errno) -> Preparation {
        let loaded = LoadedService()
        for finding in loaded.findings { finding.log() }
        let configuration = loaded.configuration
        if loaded.hasMistakes {
            // What else is wrong should be known now and not after the next start.
            ListenerSet.probe(configuration)
            return .refused(ExitCode.configuration)
        }
        guard let listeners = ListenerSet.open(configuration) else {
            return .refused(ExitCode.systemRefused)
        }
        let workers = configuration.workers ?? WorkerCount.usable()
        for listener in listeners { logListening(listener, workers: workers) }
        for certificate in loaded.snapshot.certificates?.certificates ?? [] { log(certificate) }
        return .ready(
            try Master(
                configuration: configuration, snapshot: loaded.snapshot, tickets: loaded.tickets,
                listeners: listeners, workers: workers))
    }

    private static func logListening(_ listener: Listener, workers: Int) {
        let settings = listener.settings
        var line = LogLine(.info, "listening")
        line.add("address", listener.socket.address.text)
        line.add("protocol", settings.kind.traits.name)
        if settings.proxyProtocol != .off {
            line.add("proxy_protocol", settings.proxyProtocol.word)
        }
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
        if certificate.isSelfSigned { line.add("sha256", certificate.fingerprint) }
        line.write()
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
