// What is done with a connected stream socket. All of it is non-blocking.

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

    /// Throws away up to `count` bytes that have arrived, uncopied: recv(2), MSG_TRUNC of tcp(7).
    package borrowing func discardReceived(upTo count: Int) -> Progress {
        let raw = rawValue
        return Self.progress { recv(raw, nil, count, CLinux_MSG_TRUNC) }
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

    /// Ends our sending side; the peer reads to the end: shutdown(2), SHUT_WR.
    package borrowing func shutdownSending() {
        // A connection that is gone already needs no ending.
        _ = shutdown(rawValue, CLinux_SHUT_WR)
    }

    /// The next waiting connection of a listening socket, non-blocking: accept4(2).
    @inline(__always)
    package borrowing func accept() throws(Errno) -> FileDescriptor {
        let raw = rawValue
        let flags = CLinux_SOCK_NONBLOCK | CLinux_SOCK_CLOEXEC
        return FileDescriptor(owning: try retrying { CLinux_accept4(raw, flags) })
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
