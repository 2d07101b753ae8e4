// What the master does about workers that end, and how it ends them.

import Kernel

extension Master {
    /// Notes every child that has ended and schedules its successor.
    func collectChildren() {
        while let end = Process.nextEndedChild() {
            if streams.contains(where: { $0.collect(end) }) {
                keepTime(of: end, .logger)
                log("logger-ended", end, nil, nil)
                continue
            }
            guard let index = children.firstIndex(where: { $0.identifier == end.identifier }) else {
                // PID 1 inherits the orphans of its container.
                continue
            }
            let child = children.remove(at: index)
            let call = Confinement.takeTrappedCall(
                from: counters.block(child.place, generation: child.generation),
                at: Count.trappedCall)
            settle(child)
            keepTime(of: end, .worker)
            guard stopEnds == nil, child.generation == generation else {
                // It was to end, but not so. SIGKILL is our own last word.
                if end.exitStatus != 0, end.signal != Signal.kill.rawValue {
                    log("worker-ended", end, call, nil)
                }
                continue
            }
            let now = Clock.monotonicMilliseconds()
            let delay = backoff.delay(afterLiving: now - child.started)
            restarts.append(now + delay)
            let cause = RestartCause(end, isTrapped: call != nil)
            counters.common.add(1, at: CommonCount.restarts + cause.rawValue)
            log("worker-ended", end, call, delay)
        }
    }

    /// - Parameter call: what it asked the system for, where that was its end.
    private func log(_ event: StaticString, _ end: ChildEnd, _ call: String?, _ delay: Int?) {
        var line = LogLine(.error, event)
        line.add("pid", Int(end.identifier))
        if let call { line.add("refused_call", call) }
        if let status = end.exitStatus {
            line.add("status", Int(status))
        } else {
            line.add("signal", Int(end.signal))
        }
        if let delay { line.add("restart_after_ms", delay) }
        line.write()
    }

    /// Starts the workers whose time has come.
    func restartDueWorkers(_ now: Int) {
        guard stopEnds == nil else { return }
        for _ in 0..<restarts.count {
            guard let index = restarts.firstIndex(where: { $0 <= now }) else { return }
            restarts.remove(at: index)
            do throws(Errno) {
                try startWorker(isFirst: false)
            } catch {
                let delay = backoff.delay(afterLiving: 0)
                restarts.append(now + max(delay, ServerLimits.acceptPause))
                var line = LogLine(.error, "worker-not-started")
                line.add("reason", error.words)
                line.write()
            }
        }
    }

    /// Lets every worker drain; a second signal doesn't wait for that.
    func stop(by signal: Signal) {
        if stopEnds != nil { return endChildren() }
        supervisor?.tell(.stopping)
        var line = LogLine(.info, "stopping")
        line.add("signal", Int(signal.rawValue))
        line.write()
        // The workers hold the listeners open until they have taken what is queued.
        counters.common.store(1, at: CommonCount.isStopping)
        for listener in listeners where listener.settings.kind.isPublic {
            listener.socket.removePath()
        }
        listeners = Listener.those(listeners, arePublic: false)
        restarts = []
        postponed = nil
        nextLook = nil
        nextReminder = nil
        nextQuiet = nil
        for child in children { Process.send(.terminate, to: child.identifier) }
        let now = Clock.monotonicMilliseconds()
        logEnds = now + configuration.shutdownSeconds * 1000
        // A little later than the workers end by themselves.
        stopEnds = max(now + ServerLimits.loggersShare, logEnds - LogStream.lastWords)
    }

    func endChildren() {
        logEnds = 0
        for child in children { Process.send(.kill, to: child.identifier) }
        // They are gone as soon as they are collected.
        stopEnds = .max
    }
}

/// At once for the first death, then longer with each early one; never gives up.
struct Backoff {
    /// Milliseconds; a worker that lived longer has been well.
    static let wellAfter = 10_000
    private static let longest = 5_000

    private var earlyDeaths = 0

    /// - Parameter lived: milliseconds between its start and its end.
    /// - Returns: milliseconds to wait.
    mutating func delay(afterLiving lived: Int) -> Int {
        if lived >= Self.wellAfter { earlyDeaths = 0 }
        defer { earlyDeaths += 1 }
        if earlyDeaths == 0 { return 0 }
        return min(Self.longest, 50 << min(earlyDeaths, 10))
    }
}
