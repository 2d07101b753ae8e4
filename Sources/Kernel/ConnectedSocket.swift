// The client side: how the healthcheck reaches the listeners.

internal import CLinux

package enum ConnectedSocket {
    /// A connected socket whose every call gives up after `seconds`: socket(2), connect(2),
    /// SO_RCVTIMEO and SO_SNDTIMEO, which bounds the connecting too.
    package static func open(
        _ address: SocketAddress, seconds: Int = 1
    ) throws(Errno) -> FileDescriptor {
        let kind = CLinux_SOCK_STREAM | CLinux_SOCK_CLOEXEC
        let family = address.family
        let descriptor = FileDescriptor(owning: try retrying { socket(family, kind, 0) })
        let raw = descriptor.rawValue
        var limit = timeval()
        limit.tv_sec = seconds
        let size = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = try retrying { unsafe setsockopt(raw, SOL_SOCKET, option, &limit, size) }
        }
        _ = try unsafe address.withCAddress { (c, size) throws(Errno) -> CInt in
            try retrying { unsafe connect(raw, c, size) }
        }
        return descriptor
    }
}
