// The event loop of one worker: it waits, hands out events and obeys the outcomes.

import HTTP
import Kernel
import Maintenance

/// Single-threaded; owns every connection it has accepted.
final class EventLoop {
    /// Control tokens have generation 0: the listeners by index, then what `AdminServer` has, then
    /// the signals.
    static let signalSlot = Int(UInt32.max)

    let epoll: Epoll
    let signals: SignalDescriptor
    let context: LoopContext
    let table = ConnectionTable()
    let connectionLimit: Int
    /// How long draining for a shutdown may take.
    let shutdownSeconds: Int
    var deadlines = Deadlines()
    var budget: Budget
    var listeners: [Listener]
    /// Given up to accept, and thus refuse, one connection when there is no descriptor left.
    var reserve: FileDescriptor?
    let admin: AdminServer
    /// Connections taken from a listener in this turn at most.
    var acceptBatch = ServerLimits.acceptBatch
    /// Calls to accept that have failed one after the other.
    var acceptFailures = 0
    /// When the next thing is due without an event: milliseconds of the monotonic clock, here
    /// and below; `Int.max` is never.
    private var nextDue = 0
    /// When accepting goes on after a pause.
    var acceptsAgain = Int.max
    /// When access log lines are written, and tried again if their reader is behind.
    var logFlushes = Int.max
    /// When memory that nobody holds any more is given back.
    var trims = Int.max
    /// When a draining loop ends, whatever is left.
    var drainEnds = Int.max

    init(
        listeners: [Listener], signals: SignalDescriptor, context: LoopContext,
        connectionLimit: Int, memoryShare: Int, shutdownSeconds: Int, admin: AdminFacts
    ) throws(Errno) {
        self.listeners = Listener.those(listeners, arePublic: true)
        self.signals = signals
        self.context = context
        self.connectionLimit = connectionLimit
        budget = Budget(share: memoryShare)
        self.shutdownSeconds = shutdownSeconds
        epoll = try Epoll(batch: ServerLimits.eventBatch)
        self.admin = AdminServer(
            Listener.those(listeners, arePublic: false), epoll, AdminResponder(admin, context))
        reserve = try signals.descriptor.duplicate()
        try epoll.add(
            signals.descriptor, .read, EpollToken(slot: Self.signalSlot, generation: 0))
        try watchListeners()
        try self.admin.watch()
    }

    /// Serves until it has been told to drain and has nothing left to do.
    func run() throws(Errno) {
        while !isFinished {
            nextDue = min(deadlines.nextEnd, nextPlanned)
            let count = try epoll.wait(milliseconds: timeout)
            context.readClocks()
            // A listener alone: epoll says again if there are more, for less than a call to accept
            // that finds nothing. Among others it gets a batch, or they would starve it.
            acceptBatch = count == 1 ? 1 : ServerLimits.acceptBatch
            for index in 0..<count { handle(epoll.token(at: index), epoll.readiness(at: index)) }
            if context.accessLog.isWaiting, logFlushes == .max {
                logFlushes = context.now + ServerLimits.logBatch
            }
            if nextDue <= context.now { try doWhatIsDue() }
        }
        context.accessLog.finish()
    }

    /// Two by two: more at once would be an array.
    private var nextPlanned: Int {
        min(min(acceptsAgain, drainEnds), min(min(logFlushes, trims), admin.nextEnd))
    }

    /// Whoever reads the access log has as long as the last peers have.
    private var isFinished: Bool {
        guard drainEnds != .max else { return false }
        return drainEnds <= context.now || table.count == 0 && !context.accessLog.isWaiting
    }

    /// Milliseconds to wait for events; −1: for ever.
    private var timeout: Int {
        // The coarse clock lags by a tick: one millisecond more spares an idle turn.
        nextDue == .max ? -1 : max(0, nextDue - context.now) + 1
    }

    private func doWhatIsDue() throws(Errno) {
        while let (slot, kind) = deadlines.nextExpired(now: context.now) {
            obey(table[slot].expire(kind, in: context), slot)
        }
        if acceptsAgain <= context.now { try resumeAccepting() }
        if trims <= context.now { trim() }
        if admin.nextEnd <= context.now { admin.expire(context.now) }
        if logFlushes <= context.now {
            context.accessLog.flush(at: context.unixTime)
            // Its reader may be behind: then it is tried again.
            logFlushes = context.accessLog.isWaiting ? context.now + ServerLimits.logBatch : .max
        }
    }

    @inline(__always)
    private func handle(_ token: EpollToken, _ ready: Epoll.Interest) {
        if token.generation == 0 {
            return handleControl(token.slot)
        }
        // A stale event: its connection was closed earlier in this batch.
        guard table.holds(token) else { return }
        obey(table[token.slot].advance(ready, in: context), token.slot)
    }

    @inline(never)
    private func handleControl(_ slot: Int) {
        if slot == Self.signalSlot { return handleSignals() }
        if slot < AdminServer.firstSlot {
            accept(from: slot)
            return
        }
        do throws(Errno) {
            try admin.handle(slot, context.now)
        } catch {
            // A connection of theirs makes room for ours.
            refuseOne(from: listeners.count, error)
        }
    }

    /// Does what a connection in the table asks for.
    func obey(_ outcome: Connection.Outcome, _ slot: Int) {
        // What one connection leaves in the shared buffer would be sent on the next.
        guard context.output.isEmpty else {
            context.output.removeAll()
            return close(slot)
        }
        switch outcome {
        case .close: close(slot)
        case .wait(let kind, let restartsTimer):
            context.tally.ending = .answered
            let (isWatched, mayHold) = table[slot].standing
            guard isWatched || watch(slot) else { return close(slot) }
            letWait(slot, kind, restartsTimer, mayHold: mayHold)
        }
    }

    /// Has epoll watch for what the connection is interested in.
    func watch(_ slot: Int) -> Bool {
        let interest = table[slot].interest
        do throws(Errno) {
            if table[slot].watched.isEmpty {
                try epoll.add(table[slot].transport.descriptor, interest, table.token(of: slot))
            } else {
                try epoll.modify(table[slot].transport.descriptor, interest, table.token(of: slot))
            }
        } catch {
            context.notices.refused("epoll_ctl", error, now: context.unixTime)
            return false
        }
        table[slot].watched = interest
        return true
    }

    func close(_ slot: Int) {
        deadlines.clear(slot)
        budget.clear(slot)
        context.tally.block[Count.held] = budget.held
        context.tally.closed(isTLS: table[slot].transport.expectsTLS)
        table.remove(slot)
    }
}
