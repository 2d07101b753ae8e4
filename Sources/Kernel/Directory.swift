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

    /// Without `.`, and without `..` and what it leaves: the place that is meant, unless there are links
    /// on the way.
    @inline(never)
    package static func resolved(_ path: String) -> String {
        let slash = UInt8(ascii: "/")
        let bytes = Array(path.utf8)
        var resolved: [UInt8] = bytes.first == slash ? [slash] : []
        let root = resolved.count
        /// Names that `..` leaves.
        var depth = 0
        for name in bytes.split(separator: slash) where !name.elementsEqual(".".utf8) {
            let isUp = name.elementsEqual("..".utf8)
            if isUp, depth > 0 {
                depth -= 1
                let end = resolved.lastIndex(of: slash) ?? 0
                resolved.removeLast(resolved.count - max(end, root))
            } else if !isUp || root == 0 {
                if resolved.count > root { resolved.append(slash) }
                resolved += name
                if !isUp { depth += 1 }
            }
        }
        return String(decoding: resolved, as: UTF8.self)
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
