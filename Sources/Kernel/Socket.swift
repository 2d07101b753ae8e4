// What is done with a connected stream socket, and how the healthcheck gets one.

internal import CLinux

/// What became of one attempt to move bytes. Waiting is a result, not an error.
package enum Progress: Equatable {
    /// That many bytes went, at least one.
    case moved(Int)
    /// Nothing can move before epoll says so.
    case wouldBlock
    /// The peer sends no more (reading), or takes no more (writing).
    case ended
    /// The connection is gone: reset, timed out, unreachable.
    case failed(Errno)
}

extension FileDescriptor {
    /// recv(2) into the buffer from `offset` on.
    @inline(__always)
    package borrowing func receive(
        into buffer: inout MutableSpan<UInt8>, from offset: Int = 0
    ) -> Progress {
        let raw = rawValue
        return unsafe buffer.withUnsafeMutableBufferPointer { bytes -> Progress in
            let room = unsafe UnsafeMutableBufferPointer(rebasing: bytes[offset...])
            return Self.progress { unsafe recv(raw, room.baseAddress, room.count, 0) }
        }
    }

    /// Throws away up to `count` bytes that have arrived: recv(2). TCP does it without copying them
    /// (MSG_TRUNC of tcp(7)); any other kind of socket reports that there is no buffer to copy to.
    package borrowing func discardReceived(upTo count: Int) -> Progress {
        let raw = rawValue
        let progress = Self.progress { recv(raw, nil, count, CLinux_MSG_TRUNC) }
        return progress == .failed(.badAddress) ? readInVain(upTo: count) : progress
    }

    /// For sockets that throw nothing away uncopied, those of unix(7) first of all.
    @inline(never)
    private borrowing func readInVain(upTo count: Int) -> Progress {
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        var span = bytes.mutableSpan
        var total = 0
        while total < count {
            let room = min(count - total, span.count)
            let progress = receive(into: &span, from: span.count - room)
            // The next call finds out that it ends, or fails.
            guard case .moved(let read) = progress else {
                return total > 0 ? .moved(total) : progress
            }
            total += read
        }
        return .moved(total)
    }

    /// send(2). `more` says that the next send follows at once (MSG_MORE).
    @inline(__always)
    package borrowing func send(_ bytes: Span<UInt8>, more: Bool = false) -> Progress {
        let raw = rawValue
        let flags = CLinux_MSG_NOSIGNAL | (more ? CLinux_MSG_MORE : 0)
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            Self.progress { unsafe CLinux.send(raw, bytes.baseAddress, bytes.count, flags) }
        }
    }

    /// Acknowledges what has come without waiting for something to send: TCP_QUICKACK of tcp(7).
    package borrowing func acknowledgeAtOnce() {
        // A peer that is gone needs no acknowledgement.
        try? setOption(CLinux_IPPROTO_TCP, TCP_QUICKACK, 1)
    }

    /// Bytes that were sent and that the peer hasn't acknowledged: SIOCOUTQ of tcp(7), of a unix
    /// socket those that it hasn't read. Nil where the kernel doesn't say.
    package var unacknowledgedBytes: Int? {
        let count = CLinux_unacknowledged(rawValue)
        return count < 0 ? nil : Int(count)
    }

    /// Has the kernel throw away at the close what it holds for the peer, instead of offering it for
    /// minutes: SO_LINGER of socket(7). The peer gets a reset.
    package borrowing func resetWhenClosed() {
        let raw = rawValue
        var option = linger(l_onoff: 1, l_linger: 0)
        // Where it is refused, the kernel's own limits hold.
        _ = unsafe setsockopt(
            raw, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Ends our sending side; the peer reads to the end: shutdown(2), SHUT_WR.
    package borrowing func shutdownSending() {
        // A connection that is gone already needs no ending.
        _ = shutdown(rawValue, CLinux_SHUT_WR)
    }

    /// The next waiting connection of a listening socket, non-blocking, and whom it is with:
    /// accept4(2). Asked later, by getpeername(2), a connection that its peer has reset knows no
    /// peer any more.
    /// - Parameter peer: set to nil for a unix socket.
    @inline(__always)
    package borrowing func accept(
        from peer: inout PeerAddress?
    ) throws(Errno) -> FileDescriptor {
        let raw = rawValue
        let flags = CLinux_SOCK_NONBLOCK | CLinux_SOCK_CLOEXEC
        var address = sockaddr_in6()
        let descriptor = FileDescriptor(
            owning: try retrying { unsafe CLinux_accept4(raw, &address, flags) })
        peer = PeerAddress(address)
        if peer == nil { descriptor.limitSendQueue() }
        return descriptor
    }

    @inline(__always)
    private static func progress(_ call: () -> Int) -> Progress {
        do throws(Errno) {
            let count = try retrying(call)
            return count == 0 ? .ended : .moved(count)
        } catch {
            return error == .wouldBlock ? .wouldBlock : .failed(error)
        }
    }
}

extension FileDescriptor {
    /// How long each call of a blocking socket waits at most, connecting too: SO_RCVTIMEO and
    /// SO_SNDTIMEO of socket(7).
    package borrowing func limitWaits(milliseconds: Int) throws(Errno) {
        let raw = rawValue
        // None at all would be for ever.
        let milliseconds = max(1, milliseconds)
        var limit = timeval()
        limit.tv_sec = milliseconds / 1000
        limit.tv_usec = milliseconds % 1000 * 1000
        let size = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = try retrying { unsafe setsockopt(raw, SOL_SOCKET, option, &limit, size) }
        }
    }
}

package enum ConnectedSocket {
    /// A connected socket whose every call gives up after so long: socket(2), connect(2).
    package static func open(
        _ address: SocketAddress, milliseconds: Int = 1000
    ) throws(Errno) -> FileDescriptor {
        try open(address, kind: CLinux_SOCK_STREAM, milliseconds: milliseconds)
    }

    /// - Parameter kind: SOCK_STREAM or SOCK_DGRAM.
    static func open(
        _ address: SocketAddress, kind: CInt, milliseconds: Int = 1000
    ) throws(Errno) -> FileDescriptor {
        let kind = kind | CLinux_SOCK_CLOEXEC
        let family = address.family
        let descriptor = FileDescriptor(owning: try retrying { socket(family, kind, 0) })
        let raw = descriptor.rawValue
        try descriptor.limitWaits(milliseconds: milliseconds)
        _ = try unsafe address.withCAddress { (c, size) throws(Errno) -> CInt in
            try retrying { unsafe connect(raw, c, size) }
        }
        return descriptor
    }
}
