// Whose a file is, for the line that says why it can't be read.

internal import CLinux

extension File {
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
    package static func permissions(_ path: String) -> Permissions? {
        var information = stat()
        guard unsafe path.withCString({ unsafe CLinux_stat($0, &information) }) == 0 else {
            return nil
        }
        return Permissions(
            user: information.st_uid, group: information.st_gid,
            mode: UInt32(information.st_mode & ~CLinux_S_IFMT),
            isDirectory: information.st_mode & CLinux_S_IFMT == CLinux_S_IFDIR)
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
                    unsafe directory.withCString {
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
