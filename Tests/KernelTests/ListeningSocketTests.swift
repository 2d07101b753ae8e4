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

    @Test func `a listener on any address takes IPv4, and knows its peer`() throws {
        let listener = try ListeningSocket.open(.any(port: 0))
        let port = Self.port(of: listener)
        let client = try ConnectedSocket.open(.ipv4(0x7F00_0001, port: port))
        // A connection that has sent nothing waits in the kernel.
        _ = client.send(([1] as [UInt8]).span)
        var polled = pollfd(fd: listener.descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        #expect(poll(&polled, 1, 5000) == 1)
        let connection = try listener.descriptor.accept()
        guard case .ipv6(let high, let low, _) = connection.peerAddress() else {
            Issue.record("not an IPv6 socket")
            return
        }
        #expect(high == 0)
        #expect(low == 0xFFFF_7F00_0001)
    }

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
        #expect(throws: Errno.wouldBlock) { _ = try listener.descriptor.accept() }
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
