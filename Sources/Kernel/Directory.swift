// The names in a directory.

internal import CLinux

package enum Directory {
    /// Everything but `.` and `..`, sorted by bytes: opendir(3), readdir(3).
    /// - Throws: ENOENT, EACCES, ENOTDIR.
    package static func list(_ path: String) throws(Errno) -> [String] {
        let stream = unsafe try open(path)
        // Fails only for a stream that isn't open.
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            guard let name = unsafe CLinux_readdir_name(stream) else {
                // The shim has cleared errno: without an error this is the end.
                let error = Errno.last
                if error.rawValue == 0 { break }
                throw error
            }
            let text = unsafe String(systemText: name)
            if !isSelfOrParent(text) { names.append(text) }
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return names
    }

    /// The path of a name in a directory.
    @inline(never)
    package static func join(_ directory: String, _ name: String) -> String {
        directory.utf8.last == UInt8(ascii: "/") ? directory + name : directory + "/" + name
    }

    /// The caller closes it.
    private static func open(_ path: String) throws(Errno) -> OpaquePointer {
        while true {
            if let stream = unsafe path.withSystemText({ unsafe opendir($0) }) {
                return unsafe stream
            }
            let error = Errno.last
            if error != .interrupted { throw error }
        }
    }

    private static func isSelfOrParent(_ name: String) -> Bool {
        name.utf8.elementsEqual(".".utf8) || name.utf8.elementsEqual("..".utf8)
    }
}
