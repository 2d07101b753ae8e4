// A directory whose files are opened beneath it only, whatever links say.

internal import CLinux

/// By openat2(2) with RESOLVE_BENEATH; where that is refused, name by name, with links resolved here.
/// So is what it refuses: an absolute link may lead back, and who is told that a link leads out wants
/// to know where.
package final class Folder {
    package enum Refusal: Error {
        case system(Errno)
        /// A link leads there.
        case leadsOut(String)
    }

    private let path: String
    private let descriptor: FileDescriptor
    /// As many as the kernel follows: path_resolution(7).
    private static let mostLinks = 40

    /// - Throws: ENOENT, EACCES, ENOTDIR.
    package init(_ path: String) throws(Errno) {
        self.path = path
        descriptor = try FileDescriptor.directory(path)
    }

    /// Reads a regular file beneath the directory.
    /// - Parameters:
    ///   - name: may have directories in front, divided by slashes.
    ///   - limit: bytes; a larger file is EFBIG.
    ///   - followsLinks: whether the name may end in a symbolic link; else it is ELOOP.
    @inline(never)
    package func read(
        _ name: String, limit: Int, followsLinks: Bool = true
    ) throws(Refusal) -> [UInt8] {
        let file = try open(name, followsLinks)
        do throws(Errno) {
            return try File.read(file, limit: limit)
        } catch {
            throw .system(error)
        }
    }

    private func open(_ name: String, _ followsLinks: Bool) throws(Refusal) -> FileDescriptor {
        let raw = descriptor.rawValue
        let flags = File.flags | (followsLinks ? 0 : CLinux_O_NOFOLLOW)
        do throws(Errno) {
            return FileDescriptor(
                owning: try retrying {
                    unsafe name.withSystemText { unsafe CLinux_open_beneath(raw, $0, flags) }
                })
        } catch {
            switch error {
            // Not there, not allowed here; it leads out, or something was moved meanwhile.
            case .notImplemented, .notPermitted, .crossesDevice, .wouldBlock: break
            default: throw .system(error)
            }
        }
        return try walk(name, followsLinks)
    }

    /// A directory on the way, and the one it is in.
    private final class Step {
        let path: String
        let descriptor: FileDescriptor
        let parent: Step?

        init(_ path: String, _ descriptor: consuming FileDescriptor, in parent: Step?) {
            self.path = path
            self.descriptor = descriptor
            self.parent = parent
        }
    }

    /// The same without openat2(2): openat(2) with O_NOFOLLOW, readlinkat(2).
    @inline(never)
    func walk(_ name: String, _ followsLinks: Bool) throws(Refusal) -> FileDescriptor {
        // Nil: the directory itself.
        var step: Step?
        var rest = SystemText.encode(name)
        // Where the last link leads.
        var (links, destination) = (0, path)
        while !rest.isEmpty {
            let slash = rest.firstIndex(of: Self.slash) ?? rest.count
            let name = SystemText.decode(Array(rest[..<slash]))
            // A slash at the end is more than nothing: a directory is meant.
            let isLast = slash == rest.count
            rest = isLast ? [] : Array(rest[(slash + 1)...])
            if name.utf8.isEmpty || name.utf8.elementsEqual(".".utf8) { continue }
            if name.utf8.elementsEqual("..".utf8) {
                guard let left = step else { throw .leadsOut(Directory.resolved(destination)) }
                step = left.parent
                continue
            }
            let place = step?.path ?? path
            let raw = step?.descriptor.rawValue ?? descriptor.rawValue
            if let target = Self.target(of: name, in: raw) {
                links += 1
                if isLast && !followsLinks || links > Self.mostLinks { throw .system(.loop) }
                var way = target[...]
                if target.first == Self.slash {
                    destination = SystemText.decode(target)
                    let prefix = SystemText.encode(Directory.join(path, ""))
                    guard target.starts(with: prefix) else {
                        throw .leadsOut(Directory.resolved(destination))
                    }
                    step = nil
                    way = target[prefix.count...]
                } else {
                    destination = Directory.join(place, SystemText.decode(target))
                }
                rest = Array(way) + (isLast ? [] : [Self.slash] + rest)
                continue
            }
            let kind = isLast ? File.flags : CLinux_O_PATH | CLinux_O_DIRECTORY | O_CLOEXEC
            let opened = try Self.open(name, in: raw, kind | CLinux_O_NOFOLLOW)
            if isLast { return opened }
            step = Step(Directory.join(place, name), opened, in: step)
        }
        throw .system(.isDirectory)
    }

    /// What a path leads to that is a link to nothing; nil: it is none.
    @inline(never)
    package static func missingTarget(of path: String) -> String? {
        guard File.stamp(path) == nil, let target = target(of: path, in: AT_FDCWD) else {
            return nil
        }
        let text = SystemText.decode(target)
        let name = Array(path.utf8)
        let slash = target.first == Self.slash ? nil : name.lastIndex(of: Self.slash)
        let place = slash.map { String(decoding: name[...$0], as: UTF8.self) } ?? ""
        return Directory.resolved(place + text)
    }

    private static func open(
        _ name: String, in directory: CInt, _ flags: CInt
    ) throws(Refusal) -> FileDescriptor {
        do throws(Errno) {
            return FileDescriptor(
                owning: try retrying {
                    unsafe name.withSystemText { unsafe CLinux_openat(directory, $0, flags) }
                })
        } catch {
            throw .system(error)
        }
    }

    private static let slash = UInt8(ascii: "/")

    /// Nil: it is no link; readlinkat(2).
    private static func target(of name: String, in directory: CInt) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe name.withSystemText {
                unsafe CLinux_readlinkat(directory, $0, buffer.baseAddress, buffer.count)
            }
        }
        guard count >= 0 else { return nil }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
