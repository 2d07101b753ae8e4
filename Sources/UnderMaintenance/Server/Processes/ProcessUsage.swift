// What a process takes of the machine: proc(5).

import Kernel

struct ProcessUsage {
    /// Of resident memory.
    private(set) var bytes = 0
    /// Of processor time, in hundredths of seconds.
    private(set) var hundredths = 0

    /// Adds that of a process, if it lives.
    mutating func add(_ identifier: Int32) {
        guard let stat = try? File.read("/proc/" + String(identifier) + "/stat", limit: 4096),
            let end = stat.lastIndex(of: UInt8(ascii: ")"))
        else { return }
        // Behind the name, which may hold anything, the third field and those that follow. Those that
        // aren't numbers come to something that nobody looks at.
        var (field, number) = (2, 0)
        for byte in stat[(end + 1)...] {
            if byte != 0x20 {
                number = number &* 10 &+ Int(byte &- 0x30)
                continue
            }
            if field == 14 || field == 15 { hundredths += number }
            if field == 24 { bytes += number * Process.pageBytes }
            field += 1
            number = 0
        }
    }
}
