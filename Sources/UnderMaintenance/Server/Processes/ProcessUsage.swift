// What processes take of the machine: proc(5).

import Kernel

/// Remembers the time of those that have ended, so that it never goes back.
struct ProcessUsage {
    private struct Ended {
        let identifier: Int32
        let role: ProcessRole
        var hundredths: Int
    }

    private var known: [Ended] = []
    private var ended = [Int](repeating: 0, count: ProcessRole.allCases.count)

    /// - Parameter ids: of those that live.
    /// - Returns: bytes of memory, hundredths of seconds of all there have been.
    mutating func of(_ role: ProcessRole, _ ids: [Int32]) -> (bytes: Int, hundredths: Int) {
        // What a process took since it was last looked at is lost with it: a few seconds' worth.
        for process in known where process.role == role && !ids.contains(process.identifier) {
            ended[role.rawValue] += process.hundredths
        }
        known.removeAll { $0.role == role && !ids.contains($0.identifier) }
        var (bytes, hundredths) = (0, ended[role.rawValue])
        for identifier in ids {
            guard let (resident, time) = Self.read(identifier) else { continue }
            bytes += resident
            hundredths += time
            if let index = known.firstIndex(where: { $0.identifier == identifier }) {
                known[index].hundredths = time
            } else {
                known.append(Ended(identifier: identifier, role: role, hundredths: time))
            }
        }
        return (bytes, hundredths)
    }

    private static func read(_ identifier: Int32) -> (bytes: Int, hundredths: Int)? {
        let path = "/proc/" + String(identifier) + "/stat"
        guard let stat = try? File.read(path, limit: 4096),
            let end = stat.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        // Behind the name, which may hold anything, the third field and those that follow.
        let fields = stat[(end + 1)...].split(separator: 0x20).map { Array($0) }
        guard fields.count > 21, let user = fields[11].decimal(), let system = fields[12].decimal(),
            let pages = fields[21].decimal()
        else { return nil }
        return (pages * Process.pageBytes, user + system)
    }
}
