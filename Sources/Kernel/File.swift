// Whole files, read once, and how to tell that one has changed.

internal import CLinux

package enum File {
    /// What changes when a file is replaced or written, through symbolic links: stat(2).
    package struct Stamp: Equatable {
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
        /// Of the last change of content or permissions.
        let changeSeconds: Int
        let changeNanoseconds: Int
    }

    /// - Returns: nil when there is nothing at the path.
    package static func stamp(_ path: String) -> Stamp? {
        var information = stat()
        let found = unsafe path.withCString { unsafe CLinux_stat($0, &information) }
        return found == 0 ? stamp(information) : nil
    }

    /// Reads a regular file: open(2), fstat(2), read(2).
    /// - Parameters:
    ///   - limit: bytes; a larger file is EFBIG.
    ///   - followsLink: whether the path may end in a symbolic link; else it is ELOOP.
    /// - Throws: ENOENT, EACCES, EISDIR; EINVAL for what is neither file nor directory.
    package static func read(
        _ path: String, limit: Int, followsLink: Bool = true
    ) throws(Errno) -> [UInt8] {
        // O_NONBLOCK: opening a named pipe must not wait for a writer.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLink ? 0 : CLinux_O_NOFOLLOW)
        let descriptor = FileDescriptor(
            owning: try retrying { unsafe path.withCString { unsafe CLinux_open($0, flags) } })
        let raw = descriptor.rawValue
        var information = stat()
        _ = try retrying { unsafe fstat(raw, &information) }
        guard information.st_mode & CLinux_S_IFMT == CLinux_S_IFREG else {
            let isDirectory = information.st_mode & CLinux_S_IFMT == CLinux_S_IFDIR
            throw isDirectory ? Errno.isDirectory : Errno.invalidArgument
        }
        guard information.st_size <= limit else { throw .fileTooLarge }
        // One byte more than the size shows a file that grows while it is read; files of /proc
        // and /sys say 0 and hold up to a page.
        var bytes = [UInt8](repeating: 0, count: max(Int(information.st_size) + 1, 4096))
        var count = 0
        while true {
            if count == bytes.count {
                guard count <= limit else { throw .fileTooLarge }
                bytes.append(contentsOf: repeatElement(0, count: count))
            }
            let got = try retrying {
                unsafe bytes.withUnsafeMutableBytes { buffer in
                    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                    return unsafe CLinux.read(raw, room.baseAddress, room.count)
                }
            }
            if got == 0 { break }
            count += got
        }
        guard count <= limit else { throw .fileTooLarge }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func stamp(_ information: stat) -> Stamp {
        Stamp(
            device: UInt64(information.st_dev), inode: UInt64(information.st_ino),
            size: Int64(information.st_size), seconds: information.st_mtim.tv_sec,
            nanoseconds: information.st_mtim.tv_nsec,
            changeSeconds: information.st_ctim.tv_sec,
            changeNanoseconds: information.st_ctim.tv_nsec)
    }
}
