// Generations of workers: how one takes over from another, and that no third lives meanwhile.

import Kernel

extension Master {
    /// A reload that waits until an earlier generation has ended.
    struct Postponed {
        var parts: Snapshot.Parts
        let reason: String
        /// When that is ended by force: milliseconds of the monotonic clock.
        var ends: Int
    }

    /// Workers that an earlier reload has retired.
    private var retired: [Child] { children.filter { $0.generation != generation } }

    var isDraining: Bool { !retired.isEmpty }

    /// Starts workers with what has been loaded, and lets go of those there are.
    /// - Throws: when not one could be started; nothing has changed then.
    func startGeneration() throws(Errno) {
        let former = children
        generation += 1
        do throws(Errno) {
            try startWorkers()
        } catch {
            generation -= 1
            throw error
        }
        for child in former { Process.send(.retire, to: child.identifier) }
    }

    /// Ends the drain of those that are retired, and reloads when they are gone.
    func postpone(_ parts: Snapshot.Parts, _ reason: String) {
        if let postponed {
            self.postponed?.parts = postponed.parts.union(parts)
            return
        }
        for child in retired { Process.send(.retire, to: child.identifier) }
        postponed = Postponed(
            parts: parts, reason: reason,
            ends: Clock.monotonicMilliseconds() + ServerLimits.retirementEnds)
    }

    /// Takes up a reload that has been postponed, if its time has come.
    func resumeReload(_ now: Int) {
        guard let postponed else { return }
        if !isDraining {
            self.postponed = nil
            reload(postponed.parts, because: postponed.reason)
            supervisor?.tell(.ready)
        } else if postponed.ends <= now {
            for child in retired { Process.send(.kill, to: child.identifier) }
            // They are gone as soon as they are collected.
            self.postponed?.ends = .max
        }
    }
}
