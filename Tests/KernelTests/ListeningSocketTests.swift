// Opening listeners, and what a refused one says.

import Glibc
import Testing

@testable import Kernel

struct ListeningSocketTests {
    /// The port the kernel chose for a listener on port 0.
    private static func port(of socket: ListeningSocket) -> UInt16 {
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        _ = withUnsafeMutableBytes(of: &address) {
            getsockname(
                socket.descriptor.rawValue,
                $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &size)
        }
        return UInt16(bigEndian: address.sin6_port)
    }

    private static func temporaryPath() -> String {
        "/tmp/under-maintenance-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
    }

    /// A connection is there to be taken.
    private static func expectReadable(_ listener: ListeningSocket) {
        var polled = pollfd(fd: listener.descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        #expect(poll(&polled, 1, 5000) == 1)
    }

    /// Whom the listener's next connection is with, and whether it still is.
    private static func accept(
        _ listener: ListeningSocket, after act: (borrowing FileDescriptor) -> Void = { _ in },
        from client: consuming FileDescriptor
    ) throws -> (peer: PeerAddress?, isConnected: Bool) {
        // A connection that has sent nothing waits in the kernel.
        _ = client.send(([1] as [UInt8]).span)
        expectReadable(listener)
        act(client)
        var peer: PeerAddress? = PeerAddress(sockaddr_in6())
        let connection = try listener.descriptor.accept(from: &peer)
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isConnected = withUnsafeMutableBytes(of: &address) {
            getpeername(
                connection.rawValue, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), &size)
        }
        return (peer, isConnected == 0)
    }

    @Test func `what a unix socket accepts holds no more for its peer than is counted`() throws {
        let path = Self.temporaryPath()
        let listener = try ListeningSocket.open(.unix(path: path))
        defer { listener.removePath() }
        let client = try ConnectedSocket.open(.unix(path: path))
        _ = client.send(([1] as [UInt8]).span)
        var peer: PeerAddress?
        let accepted = try listener.descriptor.accept(from: &peer)
        var size: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        #expect(getsockopt(accepted.rawValue, SOL_SOCKET, SO_SNDBUF, &size, &length) == 0)
        #expect(size == 256 * 1024)
    }

    @Test func `a listener on any address takes IPv4, and knows its peer`() throws {
        let listener = try ListeningSocket.open(.any(port: 0))
        let client = try ConnectedSocket.open(.ipv4(0x7F00_0001, port: Self.port(of: listener)))
        let peer = try #require(try Self.accept(listener, from: client).peer)
        #expect(peer.high == 0 && peer.low == 0xFFFF_7F00_0001)
    }

    @Test func `a peer has the same address by way of a listener of IPv4`() throws {
        let listener = try ListeningSocket.open(.ipv4(0, port: 0))
        let client = try ConnectedSocket.open(.ipv4(0x7F00_0001, port: Self.port(of: listener)))
        let peer = try #require(try Self.accept(listener, from: client).peer)
        #expect(peer.high == 0 && peer.low == 0xFFFF_7F00_0001)
    }

    @Test func `a peer of IPv6 is known by all 128 bits`() throws {
        let listener = try ListeningSocket.open(.any(port: 0))
        let loopback = SocketAddress.ipv6(high: 0, low: 1, port: Self.port(of: listener))
        let peer = try #require(
            try Self.accept(listener, from: try ConnectedSocket.open(loopback)).peer)
        #expect(peer.high == 0 && peer.low == 1)
    }

    @Test(arguments: [SocketAddress.any(port: 0), .ipv4(0x7F00_0001, port: 0)])
    func `a peer that has reset its connection is known all the same`(
        _ address: SocketAddress
    ) throws {
        let listener = try ListeningSocket.open(address)
        let client = try ConnectedSocket.open(.ipv4(0x7F00_0001, port: Self.port(of: listener)))
        let accepted = try Self.accept(
            listener,
            after: { client in
                // Disconnects with a reset: connect(2), AF_UNSPEC.
                var nobody = sockaddr()
                nobody.sa_family = sa_family_t(AF_UNSPEC)
                let size = socklen_t(MemoryLayout<sockaddr>.size)
                #expect(connect(client.rawValue, &nobody, size) == 0)
            }, from: client)
        #expect(!accepted.isConnected)
        #expect(accepted.peer?.low == 0xFFFF_7F00_0001)
    }

    @Test func `a peer on a unix socket has no address`() throws {
        let path = Self.temporaryPath()
        let listener = try ListeningSocket.open(.unix(path: path))
        let client = try ConnectedSocket.open(.unix(path: path))
        #expect(try Self.accept(listener, from: client).peer == nil)
        // Nor if it is bound to a path of its own, longer than any IP address.
        let own = Self.temporaryPath()
        let other = FileDescriptor(owning: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        for (path, call) in [(own, bind), (path, connect)] as [(String, Call)] {
            try SocketAddress.unix(path: path).withCAddress { c, size throws(Errno) in
                #expect(call(other.rawValue, c, size) == 0)
            }
        }
        #expect(try Self.accept(listener, from: other).peer == nil)
        unlink(own)
        listener.removePath()
    }

    private typealias Call = (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32

    @Test func `an address in use is refused`() throws {
        let first = try ListeningSocket.open(.ipv4(0x7F00_0001, port: 0))
        let port = Self.port(of: first)
        #expect(throws: Errno.addressInUse) {
            try ListeningSocket.open(.ipv4(0x7F00_0001, port: port))
        }
        #expect(throws: Errno.addressInUse) {
            try ListeningSocket.probe(.ipv4(0x7F00_0001, port: port))
        }
    }

    @Test func `an address of another machine is refused`() {
        // 192.0.2.1 is for documentation: RFC 5737.
        #expect(throws: Errno.addressNotAvailable) {
            try ListeningSocket.open(.ipv4(0xC000_0201, port: 0))
        }
    }

    @Test func `accepting without a connection would block`() throws {
        let listener = try ListeningSocket.open(.ipv4(0x7F00_0001, port: 0))
        var peer: PeerAddress?
        #expect(throws: Errno.wouldBlock) {
            _ = try listener.descriptor.accept(from: &peer)
        }
    }

    @Test func `a socket left behind is replaced, one in use is not`() throws {
        let path = Self.temporaryPath()
        do { _ = try ListeningSocket.open(.unix(path: path)) }
        #expect(access(path, F_OK) == 0)
        let second = try ListeningSocket.open(.unix(path: path))
        #expect(throws: Errno.addressInUse) { try ListeningSocket.open(.unix(path: path)) }
        second.removePath()
        #expect(access(path, F_OK) == -1)
    }

    @Test func `a path longer than sockaddr_un is refused`() {
        let path = "/tmp/" + String(repeating: "x", count: 110)
        #expect(throws: Errno.nameTooLong) { try ListeningSocket.open(.unix(path: path)) }
    }
}
