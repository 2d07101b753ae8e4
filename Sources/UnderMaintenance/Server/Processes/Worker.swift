// A worker process, from the fork to its exit.

import HTTP
import Kernel
import Maintenance

/// Serves with what it inherited: it makes no connection, and opens no file but answers to ACME
/// challenges.
enum Worker {
    /// What a worker gets from its master. An object, so that it can be let go of while others still
    /// name it.
    final class Inheritance {
        let configuration: Configuration
        let snapshot: Snapshot
        private var listeners: [Listener]
        let master: Int32
        let capacity: Capacity
        let tally: Tally
        let admin: AdminFacts
        /// Whether this is the one that speaks for all of its generation.
        let isFirst: Bool
        /// Of what confines it.
        let missing: Confinement.Missing

        init(
            configuration: Configuration, snapshot: Snapshot, listeners: [Listener], master: Int32,
            capacity: Capacity, tally: Tally, admin: AdminFacts, isFirst: Bool,
            missing: Confinement.Missing
        ) {
            self.configuration = configuration
            self.snapshot = snapshot
            self.listeners = listeners
            self.master = master
            self.capacity = capacity
            self.tally = tally
            self.admin = admin
            self.isFirst = isFirst
            self.missing = missing
        }

        var services: [Service] {
            snapshot.services(on: Listener.those(listeners, arePublic: true))
        }

        /// The listeners, whose sockets are closed with whoever takes them.
        func takeListeners() -> [Listener] {
            var taken: [Listener] = []
            swap(&taken, &listeners)
            return taken
        }
    }

    /// Runs in the child and ends it.
    static func run(_ inheritance: Inheritance) -> Never {
        do throws(Errno) {
            Log.countLosses(in: inheritance.tally.block, at: Count.droppedLines)
            let limit = connectionLimit(inheritance)
            try dropPrivileges(speaks: inheritance.isFirst)
            Process.closeMemory()
            let signals = try SignalDescriptor([
                .terminate, .retire, .interrupt, .quit, .hangUp,
            ])
            Process.endWithParent(inheritance.master)
            let context = LoopContext(
                configuration: inheritance.configuration,
                responder: Responder(
                    responses: inheritance.snapshot.responses,
                    challenges: inheritance.configuration.challenges),
                services: inheritance.services, tally: inheritance.tally)
            let loop = try EventLoop(
                listeners: inheritance.takeListeners(), signals: signals, context: context,
                connectionLimit: limit, memoryShare: inheritance.capacity.memoryShare,
                shutdownSeconds: inheritance.configuration.shutdownSeconds,
                admin: inheritance.admin)
            confine(inheritance)
            try loop.run()
            Process.exit(ExitCode.stopped)
        } catch {
            var line = LogLine(.error, "worker-failed")
            line.add("reason", error.words)
            line.write()
            Process.exit(ExitCode.systemRefused)
        }
    }

    /// Last of all, before the first byte of a peer.
    private static func confine(_ inheritance: Inheritance) {
        let block = inheritance.tally.block
        Confinement.noteTrappedCall(in: block, at: Count.trappedCall)
        let challenges = inheritance.configuration.challengeDirectory
        let missing = Confinement.enter(
            .worker(readsChallenges: challenges != nil),
            directories: challenges.map { [$0] } ?? [], without: inheritance.missing)
        if inheritance.isFirst { missing.log() }
    }

    private static func connectionLimit(_ inheritance: Inheritance) -> Int {
        let descriptors = Process.raiseDescriptorLimit() - ServerLimits.reservedDescriptors
        let possible = min(ServerLimits.connections, max(1, descriptors))
        let chosen = inheritance.configuration.maximumConnections
        return min(possible, chosen ?? inheritance.capacity.connections ?? possible)
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
