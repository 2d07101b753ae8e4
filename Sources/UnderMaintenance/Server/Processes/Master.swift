// The master process: it forks workers and then only waits.

import Kernel
import Maintenance
import TLS

/// Reads nothing from the network. Restarts workers, reloads files, ends everything.
final class Master {
    /// One running worker.
    struct Child {
        let identifier: Int32
        /// Counts the loads; only workers of the newest one are replaced when they die.
        let generation: Int
        /// Milliseconds of the monotonic clock.
        let started: Int
        /// Of the block it counts in, among those of its generation.
        let place: Int
    }

    let configuration: Configuration
    let capacity: Capacity
    let counters: Counters
    var countedHosts = CountedHosts()
    /// When it is looked whether visitors have gone.
    var nextQuiet: Int?
    /// When memory and time of the processes are read again.
    var nextUsage: Int?
    /// Hundredths of seconds, by role, of those that have ended.
    var endedTime = [0, 0, 0]
    let identifier = Process.identifier
    var snapshot: Snapshot
    /// What goes on if no worker can be started with the new one; only while that is tried.
    var previousSnapshot: Snapshot?
    var listeners: [Listener]
    let streams: [LogStream]
    /// Of what confines all processes.
    let missing: Confinement.Missing
    var children: [Child] = []
    var generation = 0
    var backoff = Backoff()
    /// Milliseconds of the monotonic clock at which a worker is due to be started again.
    var restarts: [Int] = []
    /// Nil without TLS.
    let tickets: TicketKeys?
    var unstarted: Unstarted?
    var postponed: Postponed?
    /// Of which something is served that is no longer what their files hold: a reload of others
    /// doesn't mend that.
    var keptParts: Snapshot.Parts = []
    /// When expiring certificates are named again.
    var nextReminder: Int?
    var nextLook: Int?
    /// When the workers that still run are ended by force.
    var stopEnds: Int?
    /// The same of the loggers, once the workers have ended.
    var logEnds = 0
    private let wakeup: Wakeup
    var supervisor = Supervisor()
    private var epoll: Epoll?
    private var signals: SignalDescriptor?

    init(
        configuration: Configuration, snapshot: Snapshot, tickets: TicketKeys?,
        listeners: [Listener], streams: [LogStream], capacity: Capacity, counters: Counters,
        missing: Confinement.Missing
    ) throws(Errno) {
        self.configuration = configuration
        self.snapshot = snapshot
        self.listeners = listeners
        self.streams = streams
        self.capacity = capacity
        self.counters = counters
        self.missing = missing
        wakeup = try Wakeup()
        self.tickets = tickets
        let signals = try SignalDescriptor([
            .child, .terminate, .interrupt, .quit, .hangUp,
            // Never sent here: a worker that isn't ready for it yet gets it later.
            .retire,
        ])
        let epoll = try Epoll(batch: 1)
        try epoll.add(signals.descriptor, .read, EpollToken(slot: 0, generation: 0))
        try epoll.add(wakeup.descriptor, .read, EpollToken(slot: 1, generation: 0))
        self.signals = signals
        self.epoll = epoll
    }

    /// Serves until a signal ends it.
    /// - Throws: if not even one worker could be started.
    func run() throws(Errno) {
        // What loading left behind would be every worker's.
        Memory.trim()
        Log.queueHeld()
        for stream in streams { stream.settle() }
        noteReload(hasFailed: false)
        confine()
        try startWorkers()
        supervisor?.tell(.ready)
        readUsage(Clock.monotonicMilliseconds())
        scheduleLook(from: Clock.monotonicMilliseconds())
        scheduleReminder(from: Clock.monotonicMilliseconds())
        while stopEnds == nil || !children.isEmpty {
            // Fails only for a wrong descriptor, and ours is open as long as this object is.
            let count = try epoll?.wait(milliseconds: timeout) ?? 0
            let now = Clock.monotonicMilliseconds()
            if count > 0, epoll?.token(at: 0).slot == 1 {
                wakeup.clear()
                nextQuiet = now + Serving.quiet
            }
            handleSignals()
            restartDueWorkers(now)
            tickets?.rotate(now: now)
            for stream in streams { stream.restartIfDue(now) }
            resumeReload(now)
            if let nextLook, nextLook <= now {
                scheduleLook(from: now)
                lookAtFiles()
            }
            if let nextReminder, nextReminder <= now { remind(now) }
            if let nextQuiet, nextQuiet <= now {
                self.nextQuiet = serving.endsIfQuiet(now, counters)
            }
            if let nextUsage, nextUsage <= now { readUsage(now) }
            if let stopEnds, stopEnds <= now { endChildren() }
        }
        for listener in listeners { listener.socket.removePath() }
        LogStream.finish(streams, by: logEnds) { isStoppedAgain() }
    }

    /// Takes from this process what it doesn't need once everything is open; what it forks inherits
    /// that.
    private func confine() {
        let directories = listeners.compactMap { $0.socket.directory }
        Confinement.enter(.master, directories: directories, without: missing).log()
    }

    private var serving: Serving { Serving(counters.common, waking: wakeup) }

    private func isStoppedAgain() -> Bool {
        while let signal = signals?.next() {
            switch signal {
            case .terminate, .interrupt, .quit: return true
            default: break
            }
        }
        return false
    }

    private var timeout: Int {
        let now = Clock.monotonicMilliseconds()
        var next: Int?
        for due in restarts { next = min(next ?? due, due) }
        for stream in streams {
            if let due = stream.restart { next = min(next ?? due, due) }
        }
        for due in [
            nextLook, nextReminder, nextQuiet, nextUsage, stopEnds, postponed?.ends, tickets?.due,
        ] {
            if let due { next = min(next ?? due, due) }
        }
        return next.map { max(0, $0 - now) + 1 } ?? -1
    }

    private func handleSignals() {
        while let signal = signals?.next() {
            switch signal {
            case .child: collectChildren()
            case .hangUp:
                // Who asks is told, be it what has been said before.
                unstarted = nil
                scheduleLook(from: Clock.monotonicMilliseconds())
                if stopEnds == nil { supervisor?.tell(.reloading) }
                reload(.all, because: "SIGHUP")
                if stopEnds == nil, postponed == nil { supervisor?.tell(.ready) }
            case .terminate, .interrupt, .quit: stop(by: signal)
            default: break
            }
        }
        // One SIGCHLD may stand for several children.
        collectChildren()
    }

    func scheduleLook(from now: Int) {
        let seconds = configuration.reloadSeconds
        nextLook = seconds == 0 || stopEnds != nil ? nil : now + seconds * 1000
    }

    /// Forks all workers of the newest generation. Those that can't be started now are started
    /// like workers that died.
    /// - Throws: when not one could be started; nothing has changed then.
    func startWorkers() throws(Errno) {
        try startWorker(isFirst: true)
        restarts = []
        for _ in 1..<capacity.workers {
            do throws(Errno) {
                try startWorker(isFirst: false)
            } catch {
                restarts.append(Clock.monotonicMilliseconds() + ServerLimits.acceptPause)
            }
        }
    }

    /// Forks a worker of the newest generation.
    func startWorker(isFirst: Bool) throws(Errno) {
        // Whoever had it has ended; one that dies leaves it to its successor.
        let isTaken = children.filter { $0.generation == generation }.map { $0.place }
        let place = (0..<counters.workers).first { !isTaken.contains($0) } ?? 0
        let child = try Process.fork()
        if child == 0 {
            // The master's own; the listeners are what a worker inherits.
            epoll = nil
            signals = nil
            supervisor = nil
            previousSnapshot = nil
            for stream in streams { stream.letGo() }
            tickets?.letOthersWrite()
            let inheritance = Worker.Inheritance(
                configuration: configuration, snapshot: snapshot, listeners: listeners,
                master: identifier, capacity: capacity,
                tally: Tally(
                    counters.block(place, generation: generation), serving, hosts: countedHosts),
                admin: AdminFacts(
                    counters: counters, hosts: countedHosts, budget: capacity.memory,
                    status: configuration.statusCode, master: identifier),
                isFirst: isFirst, missing: missing)
            // Whoever drains must be able to close them: nobody may wait on sockets that nobody accepts on.
            listeners = []
            Worker.run(inheritance)
        }
        children.append(
            Child(
                identifier: child, generation: generation, started: Clock.monotonicMilliseconds(),
                place: place))
    }
}
