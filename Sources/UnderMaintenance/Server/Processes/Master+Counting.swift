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
            for ending in Ending.allCases {
                open -= block[Count.closed + ending.rawValue * Count.closedWords + kind]
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
        common[CommonCount.isReloadFailed] = hasFailed ? 1 : 0
        if !hasFailed { common[CommonCount.lastReload] = Clock.unixSeconds() }
        if isStart { return }
        common.add(1, at: hasFailed ? CommonCount.failedReloads : CommonCount.reloads)
    }

    /// Reads what the processes take of the machine, if anybody may ask for it.
    func readUsage(_ now: Int) {
        guard listeners.contains(where: { !$0.settings.kind.isPublic }) else { return }
        nextUsage = stopEnds == nil ? now + ServerLimits.usage : nil
        for role in ProcessRole.allCases {
            let ids: [Int32] =
                switch role {
                case .master: [identifier]
                case .worker: children.map { $0.identifier }
                case .logger: streams.compactMap { $0.logger }
                }
            let (bytes, time) = usage.of(role, ids)
            let common = counters.common
            common[CommonCount.memory + role.rawValue] = bytes
            common[CommonCount.time + role.rawValue] = max(
                common[CommonCount.time + role.rawValue], time)
        }
    }
}

extension RestartCause {
    init(_ end: ChildEnd) {
        self = end.signal == 0 ? .exited : end.signal == Signal.kill.rawValue ? .killed : .crashed
    }
}
