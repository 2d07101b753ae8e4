// Room for others: in the table, and in memory.

import Kernel

extension EventLoop {
    /// Lets a connection of the table wait, everything it could do being done.
    /// - Parameter mayHold: whether it may hold anything else than was counted last.
    @inline(__always)
    func letWait(_ slot: Int, _ kind: Deadlines.Kind, _ restartsTimer: Bool, mayHold: Bool) {
        deadlines.wait(slot, for: kind, now: context.now, restartsTimer: restartsTimer)
        if kind != .keptIdle || mayHold { account(slot, restartsTimer) }
    }

    /// Counts what the connection holds while it waits. Where it is too much somebody has to go,
    /// perhaps this one.
    @inline(never)
    private func account(_ slot: Int, _ hasProgressed: Bool) {
        count(slot, hasProgressed)
        while budget.isSpent(connections: table.count) {
            guard let slot = budget.candidate({ deadlines.isYoung($0, now: context.now) }) else {
                guard makeRoom() else { return }
                continue
            }
            // What the kernel holds is no more than this; how much, it is asked only now.
            if table[slot].transport.hasProgressed() {
                if deadlines.isWaiting(slot, for: .write) {
                    deadlines.wait(slot, for: .write, now: context.now, restartsTimer: true)
                }
                count(slot, true)
            } else {
                evict(slot, .memory)
            }
        }
    }

    private func count(_ slot: Int, _ hasProgressed: Bool) {
        let bytes = table[slot].heldBytes
        let queued = table[slot].transport.countQueued(
            inSteps: !deadlines.isWaiting(slot, for: .write))
        table[slot].isCounted = bytes > 0
        budget.update(
            slot, bytes + queued, isYoung: deadlines.isYoung(slot, now: context.now),
            hasProgressed: hasProgressed)
        context.tally.block[Count.held] = budget.held
        if trims == .max, isWorthTrimming { trims = context.now + ServerLimits.trimPause }
    }

    /// Closes the connection that has least to lose.
    /// - Returns: whether there is one.
    func makeRoom() -> Bool {
        while let candidate = deadlines.evictionCandidate(now: context.now) {
            if candidate.isReader, table[candidate.slot].takesItsAnswer() {
                deadlines.wait(
                    candidate.slot, for: .write, now: context.now, restartsTimer: true)
                continue
            }
            evict(candidate.slot, .connections)
            return true
        }
        return false
    }

    private func evict(_ slot: Int, _ eviction: Eviction) {
        table[slot].giveWay(frees: eviction == .memory, in: context)
        context.tally.evicted(eviction)
        close(slot)
    }

    /// Whether there is more than a quiet loop needs.
    private var isWorthTrimming: Bool {
        table.capacity > ConnectionTable.chunkSlots || budget.held > ServerLimits.untrimmedBytes
    }

    /// Gives back what a flood has left behind; again later, while there is more.
    func trim() {
        if table.isWorthTrimming {
            table.trim()
            deadlines.trim(to: table.capacity)
            budget.trim(to: table.capacity)
            Memory.trim()
        }
        trims = isWorthTrimming ? context.now + ServerLimits.trimPause : .max
    }
}
