// `serve`: from the environment to a running master.

import HTTP
import Kernel
import Maintenance
import TLS

enum ServeCommand {
    /// - Returns: the exit code, once everything has ended.
    static func run() -> Int32 {
        Process.closeMemory()
        Memory.keepLargeAllocationsApart()
        Process.ignore([.user1, .user2])
        Log.hold()
        var streams: [LogStream] = []
        do throws(Errno) {
            switch try prepare(&streams) {
            case .ready(let master):
                try master.run()
                return ExitCode.stopped
            case .refused(let code):
                conclude(streams)
                return code
            }
        } catch {
            // The loggers, who may be behind, don't get the time that this line deserves.
            Log.holdAgain()
            var line = LogLine(.error, "not-started")
            line.add("reason", error.words)
            line.add("cure", "allow more processes and memory")
            line.write()
            conclude(streams)
            return ExitCode.systemRefused
        }
    }

    /// Writes what there is to say about a start that failed.
    private static func conclude(_ streams: [LogStream]) {
        LogStream.finish(streams, by: 0)
        Log.writeHeld()
    }

    private enum Preparation {
        case ready(Master)
        /// Log lines have said why.
        case refused(Int32)
    }

    /// Loads everything and opens the listeners. Apart from what follows, so that nothing but the
    /// master holds what was loaded: the first reload lets go of it.
    @inline(never)
    private static func prepare(_ streams: inout [LogStream]) throws(Errno) -> Preparation {
        let read = LoadedService.readVariables()
        let missing = try read.configuration.missingConfinement()
        missing.log()
        // Before anything is loaded: loggers need none of it.
        let capacity = Capacity(read.configuration)
        let counters = try Counters(workers: capacity.workers)
        Log.countLosses(in: counters.common, at: CommonCount.droppedLines)
        try LogStream.open(
            &streams, hasAccessLog: read.configuration.accessLog != .off, counters.common,
            missing)
        let loaded = LoadedService(read)
        for finding in loaded.findings { finding.log() }
        let configuration = loaded.configuration
        if loaded.hasMistakes {
            // What else is wrong should be known now and not after the next start.
            ListenerSet.probe(configuration)
            return .refused(ExitCode.configuration)
        }
        let identity = ServerLimits.workerIdentity
        if let error = try Privileges.refusal(ofBecoming: identity, group: identity) {
            logRootKept(error)
            return .refused(ExitCode.systemRefused)
        }
        let listeners: [Listener]
        switch ListenerSet.open(configuration) {
        case .complete(let opened): listeners = opened
        case .refused(let code): return .refused(code)
        }
        for listener in listeners { logListening(listener, workers: capacity.workers) }
        for certificate in loaded.snapshot.certificates?.certificates ?? [] { log(certificate) }
        return .ready(
            try Master(
                configuration: configuration, snapshot: loaded.snapshot, tickets: loaded.tickets,
                listeners: listeners, streams: streams, capacity: capacity, counters: counters,
                missing: missing))
    }

    private static func logRootKept(_ error: Errno) {
        let identity = String(ServerLimits.workerIdentity)
        var line = LogLine(.error, "root-kept")
        line.add("errno", Int(error.rawValue))
        line.add("reason", "root may not become user " + identity + ": " + error.words)
        line.add(
            "cure", "start it as another user than root, or allow CAP_SETUID and CAP_SETGID")
        line.write()
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
        line.add("names", String.joined(certificate.allNames))
        line.add("key", certificate.keyDescription)
        line.add("days_left", certificate.daysLeft(at: Clock.unixSeconds()))
        if certificate.isSelfSigned { line.add("sha256", certificate.fingerprint) }
        line.write()
    }
}

extension Certificate {
    /// `example.com`, `*.example.com`, `127.0.0.1`, `::1`.
    @inline(never)
    var allNames: [String] {
        var all = names.map { String(bytes: $0) }
        for octets in addresses {
            var (high, low) = (UInt64(0), UInt64(0))
            for octet in octets { (high, low) = (high << 8 | low >> 56, low << 8 | UInt64(octet)) }
            let isIPv4 = octets.count == 4
            let address =
                isIPv4
                ? IPAddress(ipv4: UInt32(truncatingIfNeeded: low)) : IPAddress(high: high, low: low)
            all.append(address.text)
        }
        return all
    }
}
