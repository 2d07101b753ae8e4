// The end of a loop: no more connections, the last answers, done.

import Kernel

extension EventLoop {
    func handleSignals() {
        while let signal = signals.next() {
            switch signal {
            case .terminate: drain(takingQueued: true)
            case .retire:
                if drainEnds == .max { drain(takingQueued: false) } else { endDrain() }
            // The master decides; a terminal sends these to the workers too.
            default: break
            }
        }
    }

    /// A further generation waits to take over. Who reads slowly gets what the kernel takes at
    /// once; everybody else has had, or gets within a second, the answer that is owed.
    private func endDrain() {
        for token in table.tokens where table.holds(token) && table[token.slot].http2 != nil {
            obey(table[token.slot].releaseHeld(in: context), token.slot)
        }
        for token in table.tokens
        where table.holds(token) && table[token.slot].pendingOutput != nil {
            obey(table[token.slot].advance(.write, in: context), token.slot)
            if table.holds(token), table[token.slot].pendingOutput != nil { close(token.slot) }
        }
        deadlines.shorten(.body, to: ServerLimits.drainingIdle / 2, now: context.now)
        drainEnds = min(drainEnds, context.now + ServerLimits.drainingIdle)
    }

    /// Stops accepting; every answer is its connection's last.
    /// - Parameter takingQueued: whether the connections the kernel has queued are still taken;
    ///   after a reload the next generation takes them.
    private func drain(takingQueued: Bool) {
        context.isDraining = true
        if takingQueued {
            acceptBatch = ServerLimits.acceptBatch
            for index in listeners.indices {
                // Bounded: clients that never stop coming must not keep the loop here.
                for _ in 0..<ServerLimits.drainBatches where !accept(from: index) { break }
            }
        }
        for listener in listeners { epoll.remove(listener.socket.descriptor) }
        listeners = []
        // The next generation answers; before an end this one does, until it ends.
        if !takingQueued { admin.letGo() }
        acceptsAgain = .max
        for token in table.tokens where table.holds(token) && table[token.slot].http2 != nil {
            obey(table[token.slot].letGo(in: context), token.slot)
        }
        for kind in [Deadlines.Kind.keptIdle, .firstByte, .firstRequest] {
            deadlines.shorten(kind, to: ServerLimits.drainingIdle, now: context.now)
        }
        let milliseconds =
            takingQueued
            ? max(0, shutdownSeconds * 1000 - ServerLimits.loggersShare)
            : ServerLimits.retirementSeconds * 1000
        drainEnds = min(drainEnds, context.now + milliseconds)
    }
}
