// Sockets that take connections: opened here, or by whoever started this process.

internal import CLinux

/// A bound and listening socket. The master opens it, the workers inherit it.
package final class ListeningSocket {
    package let descriptor: FileDescriptor
    /// Where it really listens, after a fall-back to IPv4.
    package let address: SocketAddress
    /// Somebody else made it, and takes its path away.
    private let isInherited: Bool

    private init(
        owning descriptor: consuming FileDescriptor, address: SocketAddress,
        isInherited: Bool = false
    ) {
        self.descriptor = descriptor
        self.address = address
        self.isInherited = isInherited
    }

    /// Takes over a socket that is listening already; nil if it is something else, which is left
    /// open: whoever handed it over may mean it for somebody else.
    static func adopt(_ raw: CInt) -> ListeningSocket? {
        guard option(SOL_SOCKET, SO_ACCEPTCONN, of: raw) == 1, CLinux_set_nonblocking(raw) == 0
        else { return nil }
        let descriptor = FileDescriptor(owning: raw)
        descriptor.limitSendQueue()
        guard let address = descriptor.localAddress() else {
            // One without a path is called what it is.
            let path = descriptor.localPath() ?? "inherited"
            return ListeningSocket(
                owning: descriptor, address: .unix(path: path), isInherited: true)
        }
        descriptor.setTCPOptions()
        return ListeningSocket(owning: descriptor, address: address, isInherited: true)
    }

    /// The longest queue of connections not yet accepted; the kernel cuts it to net.core.somaxconn.
    static let backlog: CInt = 65535

    /// Opens the address. `[::]` takes IPv4 too, and where IPv6 is off it becomes `0.0.0.0`.
    /// - Throws: what socket, bind or listen said: EADDRINUSE, EACCES, EADDRNOTAVAIL …
    package static func open(_ address: SocketAddress) throws(Errno) -> ListeningSocket {
        let bound = try bind(address)
        let raw = bound.descriptor.rawValue
        _ = try retrying { listen(raw, backlog) }
        return bound
    }

    /// Only claims the address, so that a wrong configuration can name every mistake at once.
    package static func probe(_ address: SocketAddress) throws(Errno) {
        if case .unix = address { return }
        _ = try bind(address)
    }

    private static func bind(_ address: SocketAddress) throws(Errno) -> ListeningSocket {
        guard case .ipv6(0, 0, let port) = address else { return try bindExactly(address) }
        do throws(Errno) {
            return try bindExactly(address)
        } catch {
            guard error == .familyNotSupported || error == .addressNotAvailable else { throw error }
            return try bindExactly(.ipv4(0, port: port))
        }
    }

    private static func bindExactly(_ address: SocketAddress) throws(Errno) -> ListeningSocket {
        let kind = CLinux_SOCK_STREAM | CLinux_SOCK_NONBLOCK | CLinux_SOCK_CLOEXEC
        let family = address.family
        let descriptor = FileDescriptor(owning: try retrying { socket(family, kind, 0) })
        switch address {
        case .unix(let path):
            try removeStaleSocket(at: path, address)
        case .ipv6(let high, let low, _):
            do throws(Errno) {
                try descriptor.setOption(CLinux_IPPROTO_IPV6, IPV6_V6ONLY, 0)
            } catch {
                // Only `[::]` needs it, and not where the system's default says so already.
                let isNeeded = high == 0 && low == 0
                if isNeeded, option(CLinux_IPPROTO_IPV6, IPV6_V6ONLY, of: descriptor.rawValue) != 0
                {
                    throw error
                }
            }
            fallthrough
        case .ipv4:
            // A restart must not wait for the old connections' TIME_WAIT. Where the option is
            // refused, bind(2) has the last word.
            try? descriptor.setOption(SOL_SOCKET, SO_REUSEADDR, 1)
            descriptor.setTCPOptions()
        }
        descriptor.limitSendQueue()
        let raw = descriptor.rawValue
        // A unix socket's path is made with mode 0666: the proxy in front is another user; the
        // directory is what guards it. Set with its making, since a path that is changed later may
        // lead elsewhere by then. What is there already, a link or a file, is EADDRINUSE.
        let mask = umask(0o111)
        defer { _ = umask(mask) }
        _ = try unsafe address.withCAddress { (c, size) throws(Errno) -> CInt in
            try retrying { unsafe CLinux.bind(raw, c, size) }
        }
        return ListeningSocket(owning: descriptor, address: address)
    }

    /// getsockopt(2) with an int; nil where it is refused.
    private static func option(_ level: CInt, _ name: CInt, of raw: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(raw, level, name, &value, &size) == 0 ? value : nil
    }

    /// A path is left behind by a process that was killed; nobody answers there any more.
    private static func removeStaleSocket(
        at path: String, _ address: SocketAddress
    ) throws(Errno) {
        var information = stat()
        let found = unsafe path.withSystemText { unsafe lstat($0, &information) }
        guard found == 0, information.st_mode & CLinux_S_IFMT == CLinux_S_IFSOCK else { return }
        do throws(Errno) {
            _ = try ConnectedSocket.open(address)
        } catch {
            if error == .connectionRefused { _ = unsafe path.withSystemText { unsafe unlink($0) } }
        }
    }

    /// Where the path of a unix socket is that `removePath` removes.
    @inline(never)
    package var directory: String? {
        guard !isInherited, case .unix(let path) = address else { return nil }
        let bytes = SystemText.encode(path)
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == 0 ? "/" : SystemText.decode(Array(bytes[..<slash]))
    }

    /// Takes the path of a unix socket out of the file system; nothing for TCP.
    package func removePath() {
        if !isInherited, case .unix(let path) = address {
            _ = unsafe path.withSystemText { unsafe unlink($0) }
        }
    }
}

extension FileDescriptor {
    /// Accepted sockets inherit both: no call per connection. An answer is one write, so Nagle
    /// could only delay the last of several; and a connection that sends nothing waits a second
    /// in the kernel instead of waking a worker. Both only save time: a kernel that lacks one
    /// (gVisor), or a filter that refuses it, keeps nobody from being answered.
    fileprivate borrowing func setTCPOptions() {
        try? setOption(CLinux_IPPROTO_TCP, TCP_NODELAY, 1)
        try? setOption(CLinux_IPPROTO_TCP, TCP_DEFER_ACCEPT, 1)
    }

    /// What a peer doesn't take fills 256 KiB of the kernel and no more, where it would grow to
    /// megabytes; the kernel doubles what is asked for. What TCP accepts inherits it, a unix socket's
    /// doesn't.
    package borrowing func limitSendQueue() {
        try? setOption(SOL_SOCKET, SO_SNDBUF, 128 * 1024)
    }

    /// setsockopt(2) with an int.
    borrowing func setOption(_ level: CInt, _ name: CInt, _ value: CInt) throws(Errno) {
        let raw = rawValue
        var value = value
        let size = socklen_t(MemoryLayout<CInt>.size)
        _ = try retrying { unsafe setsockopt(raw, level, name, &value, size) }
    }
}

/// What sd_listen_fds(3) describes: LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES.
package enum InheritedSockets {
    private static let firstDescriptor: CInt = 3

    /// Takes the sockets over; a descriptor that isn't a listening stream socket is left alone.
    /// - Returns: each with its name, which may be empty.
    package static func take(
        _ variables: [Environment.Variable]
    ) -> [(socket: ListeningSocket, name: [UInt8])] {
        guard let owner = number(value(of: "LISTEN_PID", variables)), owner == getpid(),
            let count = number(value(of: "LISTEN_FDS", variables))
        else { return [] }
        var names = value(of: "LISTEN_FDNAMES", variables)
            .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)[...]
        var taken: [(socket: ListeningSocket, name: [UInt8])] = []
        for raw in firstDescriptor..<firstDescriptor + count {
            let name = names.popFirst().map { Array($0) } ?? []
            if let socket = ListeningSocket.adopt(raw) { taken.append((socket, name)) }
        }
        return taken
    }

    private static func value(of name: String, _ variables: [Environment.Variable]) -> [UInt8] {
        for variable in variables where variable.name.utf8.elementsEqual(name.utf8) {
            return Array(variable.value.utf8)
        }
        return []
    }

    private static func number(_ digits: [UInt8]) -> CInt? {
        guard !digits.isEmpty, digits.count < 9 else { return nil }
        var number: CInt = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + CInt(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
