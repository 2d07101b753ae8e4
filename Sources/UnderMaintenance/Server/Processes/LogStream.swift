// A standard stream as the master keeps it: its queue, and the logger that empties it.

import Kernel

/// If its logger dies another takes its place, and what was queued survives.
final class LogStream {
    /// Milliseconds for what is still queued when everything else has ended in time.
    static let lastWords = 200

    private let queue: LineQueue
    private let common: CountBlock
    private let missing: Confinement.Missing
    private(set) var logger: Int32?
    private var started = 0
    private var backoff = Backoff()
    /// When the logger is due to be started again: milliseconds of the monotonic clock.
    private(set) var restart: Int?

    private init(
        _ output: Output, _ common: CountBlock, _ missing: Confinement.Missing
    ) throws(Errno) {
        queue = try LineQueue(output)
        self.common = common
        self.missing = missing
    }

    /// Standard error, and standard output if anything is written there; each with its logger. To be
    /// called early: what a logger inherits it keeps.
    /// - Parameters:
    ///   - streams: those that have been replaced, if that fails for the others.
    ///   - common: where what is lost is counted.
    ///   - missing: of what confines the loggers.
    static func open(
        _ streams: inout [LogStream], hasAccessLog: Bool, _ common: CountBlock,
        _ missing: Confinement.Missing
    ) throws(Errno) {
        streams.append(try LogStream(.error, common, missing))
        if hasAccessLog { streams.append(try LogStream(.standard, common, missing)) }
        for stream in streams { try stream.start() }
    }

    private func start() throws(Errno) {
        let master = Process.identifier
        let child = try Process.fork()
        if child == 0 { Logger.run(queue, master: master, common, missing) }
        logger = child
        started = Clock.monotonicMilliseconds()
        restart = nil
    }

    /// Waits until all that is queued has been written, but not long.
    func settle() {
        let ends = Clock.monotonicMilliseconds() + Self.lastWords
        while !queue.isEmpty, Clock.monotonicMilliseconds() < ends {
            Process.pause(milliseconds: 1)
        }
    }

    /// For a worker, which only writes.
    func letGo() { queue.letGo() }

    /// - Returns: whether it was the logger that ended.
    func collect(_ end: ChildEnd) -> Bool {
        guard end.identifier == logger else { return false }
        logger = nil
        let now = Clock.monotonicMilliseconds()
        restart = now + backoff.delay(afterLiving: now - started)
        return true
    }

    /// Starts the logger if its time has come.
    func restartIfDue(_ now: Int) {
        guard let restart, restart <= now else { return }
        do throws(Errno) {
            try start()
        } catch {
            self.restart = now + max(backoff.delay(afterLiving: 0), ServerLimits.acceptPause)
        }
    }

    /// Ends the loggers, which write what is queued before. The streams are what they were again.
    /// - Parameters:
    ///   - deadline: when those that still wait for their readers are ended by force, but for a
    ///     moment that everybody gets.
    ///   - isHurried: whether nobody wants to wait any longer.
    static func finish(
        _ streams: [LogStream], by deadline: Int, isHurried: () -> Bool = { false }
    ) {
        var ends = max(deadline, Clock.monotonicMilliseconds() + lastWords)
        for stream in streams { stream.queue.restore() }
        while streams.contains(where: { $0.isUnfinished }) {
            while let end = Process.nextEndedChild() {
                for stream in streams where stream.collect(end) {
                    // It has come to the end of its queue.
                    if end.exitStatus == ExitCode.stopped { stream.restart = nil }
                }
            }
            let now = Clock.monotonicMilliseconds()
            if isHurried() { ends = min(ends, now + lastWords) }
            if now >= ends {
                for stream in streams { stream.kill() }
            } else {
                for stream in streams { stream.restartIfDue(now) }
            }
            Process.pause(milliseconds: 1)
        }
    }

    private var isUnfinished: Bool { logger != nil || restart != nil }

    private func kill() {
        restart = nil
        if let logger { Process.send(.kill, to: logger) }
    }
}
