// What the master counts, and what it counts to the end for workers that died.

import Kernel
import Maintenance
import TLS

extension Master {
    /// Ends what a worker that has ended had begun to count. Its block is ours until its successor has
    /// it.
    func settle(_ child: Child) {
        let block = counters.block(child.place, generation: child.generation)
        for kind in 0..<Count.closedWords {
            var open = block[Count.accepted + kind]
            for ending in 0..<Ending.count {
                open -= block[Count.closed + ending * Count.closedWords + kind]
            }
            let index = Count.closed + Ending.worker.rawValue * Count.closedWords + kind
            block.add(max(0, open), at: index)
        }
        block[Count.held] = 0
    }

    /// Gives the hosts that have been named since a place among those counted.
    func nameHosts() {
        for name in snapshot.certificates?.names ?? [] { countedHosts.add(name) }
        for entry in snapshot.pages.entries {
            for host in entry.page.hosts { countedHosts.add(host) }
        }
    }

    func noteReload(hasFailed: Bool) {
        let common = counters.common
        let isStart = common[CommonCount.lastReload] == 0
        if isStart { nameHosts() }
        noteFiles(areServed: !hasFailed && keptParts.isEmpty)
        if isStart { return }
        common.add(1, at: hasFailed ? CommonCount.failedReloads : CommonCount.reloads)
    }

    /// - Parameter areServed: whether what is served is what the files hold, all of them.
    func noteFiles(areServed: Bool) {
        counters.common[CommonCount.isReloadFailed] = areServed ? 0 : 1
        if areServed { counters.common[CommonCount.lastReload] = Clock.unixSeconds() }
    }

    /// Reads what the processes take of the machine, if anybody may ask for it.
    func readUsage(_ now: Int) {
        guard listeners.contains(where: { !$0.settings.kind.isPublic }) else { return }
        nextUsage = stopEnds == nil ? now + ServerLimits.usage : nil
        var usage = [ProcessUsage](repeating: ProcessUsage(), count: endedTime.count)
        usage[ProcessRole.master.rawValue].add(identifier)
        for child in children { usage[ProcessRole.worker.rawValue].add(child.identifier) }
        for stream in streams {
            if let logger = stream.logger { usage[ProcessRole.logger.rawValue].add(logger) }
        }
        for role in usage.indices {
            counters.common[CommonCount.memory + role] = usage[role].bytes
            counters.common[CommonCount.time + role] = usage[role].hundredths + endedTime[role]
        }
    }

    /// Keeps what a process took that has ended.
    func keepTime(of end: ChildEnd, _ role: ProcessRole) {
        endedTime[role.rawValue] += end.hundredths
    }
}

extension RestartCause {
    /// - Parameter isTrapped: whether it has left the number of a call.
    init(_ end: ChildEnd, isTrapped: Bool) {
        self =
            switch end.signal {
            case _ where isTrapped: .confined
            case 0: .exited
            case Signal.kill.rawValue: .killed
            case Signal.wrongCall.rawValue: .confined
            default: .crashed
            }
    }
}
