// What a process takes from itself of files and the network: landlock(7).

internal import CLinux

enum Landlock {
    // LANDLOCK_ACCESS_FS_…
    static let readFile: UInt64 = 1 << 2
    static let readDirectory: UInt64 = 1 << 3
    static let removeFile: UInt64 = 1 << 5

    /// Takes rights, for good, from this process and all that it will fork.
    /// - Parameters:
    ///   - kept: rights to files that aren't taken.
    ///   - allowed: rights that go on beneath the directories; one that can't be opened is left out.
    ///   - isAlone: whether it may signal nobody but itself either, nor find abstract sockets.
    /// - Throws: ENOSYS, EOPNOTSUPP, EPERM where there is none, or it isn't allowed.
    static func enter(
        keeping kept: UInt64, _ allowed: UInt64, beneath directories: [String], isAlone: Bool
    ) throws(Errno) {
        let version = try retrying { CLinux_landlock_version() }
        // Thirteen rights at first; then LANDLOCK_ACCESS_FS_REFER, _TRUNCATE and _IOCTL_DEV.
        let rights: UInt64 =
            switch version {
            case 1: 0x1FFF
            case 2: 0x3FFF
            case 3, 4: 0x7FFF
            default: 0xFFFF
            }
        // Files; LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP; LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
        // and _SIGNAL.
        let handled: [UInt64] = [rights & ~kept, 3, isAlone ? 3 : 0]
        let words = version >= 6 ? 3 : version >= 4 ? 2 : 1
        let ruleset = FileDescriptor(
            owning: try retrying {
                unsafe handled.withUnsafeBufferPointer {
                    unsafe CLinux_landlock_create($0.baseAddress, words)
                }
            })
        let raw = ruleset.rawValue
        for path in directories {
            do throws(Errno) {
                let directory = try FileDescriptor.directory(path)
                let beneath = directory.rawValue
                _ = try retrying { CLinux_landlock_allow(raw, beneath, allowed) }
            } catch {
                continue
            }
        }
        _ = try retrying { CLinux_landlock_enter(raw) }
    }
}
