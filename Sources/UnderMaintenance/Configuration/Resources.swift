// What this process may use of the machine: processors and memory, by its control group first.

import HTTP
import Kernel

struct Resources {
    /// At least 1.
    var processors: Int
    /// Bytes; nil: nobody sets a limit.
    var memoryLimit: Int?

    /// Those of this process.
    static func found() -> Resources {
        let group = ControlGroup()
        return Resources(
            processors: min(Process.usableProcessors, group.processors ?? .max),
            memoryLimit: group.memoryLimit ?? Process.addressSpaceLimit)
    }
}

/// Limits of the control group that this process is in, and of those above it: cgroups(7), both
/// versions, which may be there side by side. A file that isn't there sets none.
struct ControlGroup {
    /// Whole processors, rounded up.
    private(set) var processors: Int?
    /// Bytes.
    private(set) var memoryLimit: Int?

    /// - Parameter root: in front of /proc and /sys.
    init(root: String = "") {
        guard let list = Self.lines(root + "/proc/self/cgroup") else { return }
        for line in list {
            // `0::/path` of version 2, `4:memory:/path` or `1:cpu,cpuacct:/path` of version 1.
            let parts = line.split(
                separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let mount = root + "/sys/fs/cgroup"
            let path = Array(parts[2])
            guard !parts[1].isEmpty else {
                // Beside version 1 it has a directory of its own.
                for place in [mount, mount + "/unified"] { look(place, path, Self.version2) }
                continue
            }
            let names = parts[1].split(separator: UInt8(ascii: ",")).map { Array($0) }
            for name in names where name.equals("cpu") || name.equals("memory") {
                let place = mount + "/" + String(bytes: name)
                look(place, path, Self.version1)
                // Mounted under the names of all its controllers, without a link for each.
                if names.count > 1 {
                    look(mount + "/" + String(bytes: Array(parts[1])), path, Self.version1)
                }
            }
        }
    }

    /// Takes the limits of a group and of all above it up to the mount. In a container without a
    /// namespace for it the path is the host's and isn't there; the mount is the group itself.
    private mutating func look(
        _ mount: String, _ path: [UInt8], _ limits: (String) -> (processors: Int?, memory: Int?)
    ) {
        var path = path
        while true {
            while path.last == UInt8(ascii: "/") { path.removeLast() }
            let found = limits(mount + String(bytes: path))
            if let count = found.processors { processors = min(processors ?? count, count) }
            if let bytes = found.memory { memoryLimit = min(memoryLimit ?? bytes, bytes) }
            guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return }
            path.removeLast(path.count - slash)
        }
    }

    private static func version2(_ folder: String) -> (processors: Int?, memory: Int?) {
        let words = lines(folder + "/cpu.max")?.first?.split(separator: UInt8(ascii: " ")) ?? []
        return (
            words.count == 2
                ? processors(quota: Array(words[0]).decimal(), period: Array(words[1]).decimal())
                : nil,
            number(folder + "/memory.max")
        )
    }

    private static func version1(_ folder: String) -> (processors: Int?, memory: Int?) {
        (
            processors(
                quota: number(folder + "/cpu.cfs_quota_us"),
                period: number(folder + "/cpu.cfs_period_us")),
            // Without a limit it is the largest number of whole pages.
            number(folder + "/memory.limit_in_bytes").flatMap { $0 < 1 << 60 ? $0 : nil }
        )
    }

    /// - Parameters: microseconds; what says `max` or −1 is no number.
    private static func processors(quota: Int?, period: Int?) -> Int? {
        guard let quota, let period, quota > 0, period > 0 else { return nil }
        return max(1, (quota - 1) / period + 1)
    }

    private static func number(_ path: String) -> Int? { lines(path)?.first?.decimal() }

    private static func lines(_ path: String) -> [[UInt8]]? {
        guard let bytes = try? File.read(path, limit: 64 * 1024) else { return nil }
        return bytes.split(separator: UInt8(ascii: "\n")).map { Array($0).trimmed() }
    }
}
