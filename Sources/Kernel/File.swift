// Whole files, read once; how to tell that one has changed, and whose it is.

internal import CLinux

package enum File {
    /// What changes when a file is replaced or written, through symbolic links: stat(2).
    package struct Stamp: Equatable {
        package let device: UInt64
        package let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
        /// Of the last change of content or permissions.
        let changeSeconds: Int
        let changeNanoseconds: Int
    }

    /// - Returns: nil when there is nothing at the path.
    @inline(never)
    package static func stamp(_ path: String) -> Stamp? {
        var information = stat()
        let found = unsafe path.withSystemText { unsafe CLinux_stat($0, &information) }
        return found == 0 ? stamp(information) : nil
    }

    /// Whether the path names something, be it in a directory that is closed to us: stat(2).
    @inline(never)
    package static func names(_ path: String) -> Bool {
        var information = stat()
        do throws(Errno) {
            _ = try retrying { unsafe path.withSystemText { unsafe CLinux_stat($0, &information) } }
            return true
        } catch {
            return error != .noEntry && error != .nameTooLong
        }
    }

    /// O_NONBLOCK: opening a named pipe must not wait for a writer.
    static let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK

    /// Reads a regular file: open(2), fstat(2), read(2).
    /// - Parameter limit: bytes; a larger file is EFBIG.
    /// - Throws: ENOENT, EACCES, EISDIR; EINVAL for what is neither file nor directory.
    package static func read(_ path: String, limit: Int) throws(Errno) -> [UInt8] {
        let descriptor = FileDescriptor(
            owning: try retrying { unsafe path.withSystemText { unsafe CLinux_open($0, flags) } })
        return try read(descriptor, limit: limit)
    }

    /// The same of one that has been opened.
    @inline(never)
    static func read(_ descriptor: borrowing FileDescriptor, limit: Int) throws(Errno) -> [UInt8] {
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

extension File {
    /// Whether there is something, be it a symbolic link, that is no socket: lstat(2).
    @inline(never)
    package static func isOtherThanSocket(_ path: String) -> Bool {
        var information = stat()
        let found = unsafe path.withSystemText { unsafe lstat($0, &information) }
        return found == 0 && information.st_mode & CLinux_S_IFMT != CLinux_S_IFSOCK
    }

    /// Owner and mode of a file or directory, through symbolic links: stat(2).
    package struct Permissions: Equatable {
        package let user: UInt32
        package let group: UInt32
        /// The nine bits for owner, group and others and the three above them.
        package let mode: UInt32
        package let isDirectory: Bool

        /// As ls(1) and chmod(1) count: `0640`.
        package var octalMode: String {
            let digits = String(mode, radix: 8)
            return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        }
    }

    /// - Returns: nil when there is nothing at the path, or a directory on the way is closed to us.
    @inline(never)
    package static func permissions(_ path: String) -> Permissions? {
        var information = stat()
        guard unsafe path.withSystemText({ unsafe CLinux_stat($0, &information) }) == 0 else {
            return nil
        }
        return Permissions(
            user: information.st_uid, group: information.st_gid,
            mode: UInt32(information.st_mode & ~CLinux_S_IFMT),
            isDirectory: information.st_mode & CLinux_S_IFMT == CLinux_S_IFDIR)
    }

    /// Why a name can't be put into the directory, as far as can be seen without that: stat(2),
    /// faccessat(2).
    package static func refusal(ofNamesIn directory: String) -> Errno? {
        guard permissions(directory)?.isDirectory != false else { return .notDirectory }
        do throws(Errno) {
            _ = try retrying {
                unsafe directory.withSystemText {
                    unsafe faccessat(AT_FDCWD, $0, W_OK | X_OK, AT_EACCESS)
                }
            }
            return nil
        } catch {
            return error
        }
    }

    /// The first directory on the way to the path that we may not pass through: faccessat(2), X_OK
    /// and AT_EACCESS.
    /// - Returns: nil when there is none, or it hides behind a symbolic link.
    package static func closedDirectory(onTheWayTo path: String) -> String? {
        let bytes = Array(path.utf8)
        for index in bytes.indices where bytes[index] == UInt8(ascii: "/") {
            let directory = index == 0 ? "/" : String(decoding: bytes[..<index], as: UTF8.self)
            do throws(Errno) {
                _ = try retrying {
                    unsafe directory.withSystemText {
                        unsafe faccessat(AT_FDCWD, $0, X_OK, AT_EACCESS)
                    }
                }
            } catch {
                return error == .accessDenied ? directory : nil
            }
        }
        return nil
    }
}
