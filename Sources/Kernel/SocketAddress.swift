// Where a socket listens, or whom it is connected to.

internal import CLinux

/// An address of IPv4, IPv6 or a path in the file system: ip(7), ipv6(7), unix(7).
package enum SocketAddress {
    /// The address as a number, most significant byte first, and the port.
    case ipv4(UInt32, port: UInt16)
    /// The two halves of the address, most significant first, and the port.
    case ipv6(high: UInt64, low: UInt64, port: UInt16)
    case unix(path: String)

    /// `[::]:port`, which takes IPv4 too.
    package static func any(port: UInt16) -> SocketAddress { .ipv6(high: 0, low: 0, port: port) }

    var family: CInt {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// Lends the address in C's form.
    /// - Throws: ENAMETOOLONG for a path that sockaddr_un can't hold (107 bytes).
    func withCAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(Errno) -> Result
    ) throws(Errno) -> Result {
        switch self {
        case .ipv4(let address, let port):
            var c = sockaddr_in()
            c.sin_family = sa_family_t(AF_INET)
            c.sin_port = port.bigEndian
            c.sin_addr.s_addr = address.bigEndian
            return try unsafe lend(&c, MemoryLayout<sockaddr_in>.size, body)
        case .ipv6(let high, let low, let port):
            var c = sockaddr_in6()
            c.sin6_family = sa_family_t(AF_INET6)
            c.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &c.sin6_addr) { bytes in
                unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
                unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return try unsafe lend(&c, MemoryLayout<sockaddr_in6>.size, body)
        case .unix(let path):
            var c = sockaddr_un()
            c.sun_family = sa_family_t(AF_UNIX)
            let name = SystemText.encode(path)
            let fits = unsafe withUnsafeMutableBytes(of: &c.sun_path) { bytes in
                // The last byte stays 0.
                guard name.count < bytes.count else { return false }
                for index in name.indices { unsafe bytes[index] = name[index] }
                return true
            }
            guard fits else { throw .nameTooLong }
            // An abstract name begins with 0 and is as long as the address says: unix(7).
            let end = name.first == 0 ? name.count : MemoryLayout.size(ofValue: c.sun_path)
            let start = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: c.sun_path)
            return try unsafe lend(&c, start + end, body)
        }
    }

    private func lend<C, Result>(
        _ c: inout C, _ size: Int,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(Errno) -> Result
    ) throws(Errno) -> Result {
        try unsafe withUnsafePointer(to: &c) { pointer throws(Errno) -> Result in
            try unsafe body(
                UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self), socklen_t(size))
        }
    }
}

/// The IP address of a connection's other end, as 128 bits: IPv4 as `::ffff:a.b.c.d`
/// (RFC 4291 §2.5.5.2), whichever family the listener has.
package struct PeerAddress: Equatable {
    /// The first eight bytes of the address, and the last eight.
    package let high, low: UInt64

    /// - Parameter c: what the kernel has filled in; nil unless it is of IPv4 or IPv6.
    @inline(__always)
    init?(_ c: sockaddr_in6) {
        switch CInt(c.sin6_family) {
        case AF_INET6: (high, low) = c.halves
        case AF_INET: (high, low) = (0, 0xffff_0000_0000 | UInt64(c.ipv4))
        default: return nil
        }
    }
}

extension sockaddr_in6 {
    /// The two halves of the address, most significant first.
    fileprivate var halves: (high: UInt64, low: UInt64) {
        unsafe withUnsafeBytes(of: sin6_addr) { bytes in
            unsafe (
                UInt64(bigEndian: bytes.load(as: UInt64.self)),
                UInt64(bigEndian: bytes.load(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// The address of a sockaddr_in: sin_addr lies where sin6_flowinfo does.
    fileprivate var ipv4: UInt32 { UInt32(bigEndian: sin6_flowinfo) }
}

extension FileDescriptor {
    /// Where an IP socket is bound, nil for a unix socket: getsockname(2).
    borrowing func localAddress() -> SocketAddress? {
        var c = sockaddr_in6()
        let size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        return unsafe CLinux_getsockname(rawValue, &c, size) == 0 ? SocketAddress(c) : nil
    }

    /// Where a unix socket is bound; nil for one without a path in the file system.
    borrowing func localPath() -> String? {
        var c = sockaddr_un()
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        guard unsafe CLinux_getsockname(rawValue, &c, size) == 0, CInt(c.sun_family) == AF_UNIX
        else { return nil }
        // What it has not written is 0, and a path that fills it has no 0 behind.
        let path = unsafe withUnsafeBytes(of: &c.sun_path) { unsafe Array($0.prefix { $0 != 0 }) }
        return path.isEmpty ? nil : SystemText.decode(path)
    }
}

extension SocketAddress {
    /// - Parameter c: what the kernel has filled in; nil unless it is of IPv4 or IPv6.
    fileprivate init?(_ c: sockaddr_in6) {
        let port = UInt16(bigEndian: c.sin6_port)
        switch CInt(c.sin6_family) {
        case AF_INET6: self = .ipv6(high: c.halves.high, low: c.halves.low, port: port)
        // The port lies in the same place.
        case AF_INET: self = .ipv4(c.ipv4, port: port)
        default: return nil
        }
    }
}
