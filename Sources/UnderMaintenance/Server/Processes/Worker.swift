// A worker process, from the fork to its exit, and how many of them there are.

import HTTP
import Kernel
import Maintenance

/// Serves with what it inherited: it makes no connection, and opens no file but answers to ACME
/// challenges.
enum Worker {
    /// What a worker gets from its master.
    struct Inheritance {
        let configuration: Configuration
        let snapshot: Snapshot
        let listeners: [Listener]
        let master: Int32
        /// Whether this is the one that speaks for all of its generation.
        let isFirst: Bool
    }

    /// Runs in the child and ends it.
    static func run(_ inheritance: Inheritance) -> Never {
        do throws(Errno) {
            let limit = connectionLimit(inheritance.configuration)
            try dropPrivileges(speaks: inheritance.isFirst)
            let signals = try SignalDescriptor([
                .terminate, .retire, .interrupt, .quit, .hangUp,
            ])
            Process.endWithParent(inheritance.master)
            let context = LoopContext(
                configuration: inheritance.configuration,
                responder: Responder(
                    responses: inheritance.snapshot.responses,
                    challenges: inheritance.configuration.challenges),
                services: inheritance.snapshot.services(on: inheritance.listeners))
            let loop = try EventLoop(
                listeners: inheritance.listeners, signals: signals, context: context,
                connectionLimit: limit,
                shutdownSeconds: inheritance.configuration.shutdownSeconds)
            try loop.run()
            Process.exit(ExitCode.stopped)
        } catch {
            var line = LogLine(.error, "worker-failed")
            line.add("reason", error.words)
            line.write()
            Process.exit(ExitCode.systemRefused)
        }
    }

    private static func connectionLimit(_ configuration: Configuration) -> Int {
        let descriptors = Process.raiseDescriptorLimit() - ServerLimits.reservedDescriptors
        let possible = min(ServerLimits.connections, max(1, descriptors))
        return min(configuration.maximumConnections ?? possible, possible)
    }

    /// - Throws: if it is root still: such a worker serves nobody.
    private static func dropPrivileges(speaks: Bool) throws(Errno) {
        let identity = ServerLimits.workerIdentity
        guard let refusal = Privileges.drop(user: identity, group: identity) else { return }
        if refusal.keepsIdentity { throw refusal.error }
        guard speaks else { return }
        var line = LogLine(.warning, "privileges-kept")
        let step =
            switch refusal.step {
            case .groups: "setgroups"
            case .group: "setresgid"
            case .user: "setresuid"
            case .capabilities: "capset"
            case .noNewPrivileges: "no_new_privs"
            }
        line.add("step", step)
        line.add("reason", refusal.error.words)
        line.write()
    }
}

enum WorkerCount {
    /// Workers beyond this many would only share what is left of a fallback's work.
    static let limit = 64

    /// The processors of the affinity mask, or fewer if the control group's quota allows less.
    static func usable() -> Int {
        min(limit, Process.usableProcessors, quota() ?? limit)
    }

    /// Whole processors the control group allows, rounded up: cpu.max of cgroups(7) v2.
    private static func quota() -> Int? {
        guard let bytes = try? File.read("/sys/fs/cgroup/cpu.max", limit: 4096) else { return nil }
        return quota(cpuMax: bytes)
    }

    /// - Parameter cpuMax: `QUOTA PERIOD` in microseconds, or `max PERIOD`.
    static func quota(cpuMax: [UInt8]) -> Int? {
        let words = cpuMax.trimmed().split(separator: UInt8(ascii: " "))
        guard words.count == 2, let quota = Array(words[0]).decimal(),
            let period = Array(words[1]).decimal(),
            quota > 0, period > 0
        else { return nil }
        return max(1, (quota - 1) / period + 1)
    }
}
