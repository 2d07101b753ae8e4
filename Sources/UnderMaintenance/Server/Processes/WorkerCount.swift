// How many workers this machine, or this container, has processors for.

import Kernel

enum WorkerCount {
    /// Workers beyond this many would only share what is left of a fallback's work.
    static let limit = 64

    /// The processors of the affinity mask, or fewer if the control group's quota allows less.
    static func usable() -> Int {
        min(limit, Process.usableProcessors, quota() ?? limit)
    }

    /// Whole processors the control group allows, rounded up: cpu.max of cgroups(7) v2.
    private static func quota() -> Int? {
        guard let bytes = try? File.read("/sys/fs/cgroup/cpu.max", limit: 4096) else { return nil }
        return quota(cpuMax: bytes)
    }

    /// - Parameter cpuMax: `QUOTA PERIOD` in microseconds, or `max PERIOD`.
    static func quota(cpuMax: [UInt8]) -> Int? {
        let words = cpuMax.trimmed().split(separator: UInt8(ascii: " "))
        guard words.count == 2, let quota = Array(words[0]).decimal(),
            let period = Array(words[1]).decimal(),
            quota > 0, period > 0
        else { return nil }
        return max(1, (quota - 1) / period + 1)
    }
}
