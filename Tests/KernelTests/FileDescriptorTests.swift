// Who closes a descriptor, and what its calls return.

import Glibc
import Testing

@testable import Kernel

struct FileDescriptorTests {
    /// Two connected stream sockets, non-blocking.
    static func pair() -> (Int32, Int32) {
        var ends: [Int32] = [0, 0]
        #expect(
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends) == 0
        )
        return (ends[0], ends[1])
    }

    static func isOpen(_ raw: Int32) -> Bool { fcntl(raw, F_GETFD) != -1 }

    @Test func `a descriptor is closed when its owner goes`() {
        let (one, other) = Self.pair()
        do { _ = FileDescriptor(owning: one) }
        #expect(!Self.isOpen(one))
        close(other)
    }

    @Test func `what is sent is received, and nothing more blocks`() {
        let (one, other) = Self.pair()
        let sender = FileDescriptor(owning: one)
        let receiver = FileDescriptor(owning: other)
        let bytes: [UInt8] = [1, 2, 3]
        #expect(sender.send(bytes.span) == .moved(3))
        var buffer = [UInt8](repeating: 0, count: 8)
        var span = buffer.mutableSpan
        #expect(receiver.receive(into: &span) == .moved(3))
        #expect(receiver.receive(into: &span) == .wouldBlock)
        #expect(buffer[..<3] == [1, 2, 3])
    }

    @Test func `an ended sender is told from a silent one`() {
        let (one, other) = Self.pair()
        let sender = FileDescriptor(owning: one)
        let receiver = FileDescriptor(owning: other)
        sender.shutdownSending()
        var buffer = [UInt8](repeating: 0, count: 8)
        var span = buffer.mutableSpan
        #expect(receiver.receive(into: &span) == .ended)
    }

    @Test func `sending to a closed peer fails without a signal`() {
        let (one, other) = Self.pair()
        let sender = FileDescriptor(owning: one)
        close(other)
        #expect(sender.send(([1] as [UInt8]).span) == .failed(.brokenPipe))
    }

    @Test func `a full send buffer would block`() {
        let (one, other) = Self.pair()
        let sender = FileDescriptor(owning: one)
        let bytes = [UInt8](repeating: 7, count: 1 << 16)
        var last = Progress.moved(1)
        for _ in 0..<1000 where last != .wouldBlock { last = sender.send(bytes.span) }
        #expect(last == .wouldBlock)
        close(other)
    }

    /// The two ends of a connection over TCP.
    private static func tcpPair() throws -> (Int32, Int32) {
        let listener = try ListeningSocket.open(.ipv4(0x7F00_0001, port: 0))
        guard let address = listener.descriptor.localAddress() else { throw Errno.badAddress }
        let client = try ConnectedSocket.open(address)
        // A connection that has sent nothing waits in the kernel.
        _ = client.send(([0] as [UInt8]).span)
        var polled = pollfd(fd: listener.descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        #expect(poll(&polled, 1, 5000) == 1)
        var peer: PeerAddress?
        let accepted = try listener.descriptor.accept(from: &peer)
        var byte: UInt8 = 1
        #expect(recv(accepted.rawValue, &byte, 1, 0) == 1)
        return (dup(accepted.rawValue), dup(client.rawValue))
    }

    enum Kind: CaseIterable {
        case tcp, unix
    }

    @Test(arguments: Kind.allCases)
    func `what arrives is thrown away on every kind of socket, up to the count`(
        _ kind: Kind
    ) throws {
        let (one, other) = kind == .tcp ? try Self.tcpPair() : Self.pair()
        let receiver = FileDescriptor(owning: one)
        let sender = FileDescriptor(owning: other)
        #expect(receiver.discardReceived(upTo: 1000) == .wouldBlock)
        #expect(sender.send([UInt8](repeating: 7, count: 1500).span) == .moved(1500))
        #expect(receiver.discardReceived(upTo: 1000) == .moved(1000))
        #expect(receiver.discardReceived(upTo: 1000) == .moved(500))
        #expect(receiver.discardReceived(upTo: 1000) == .wouldBlock)
        // More than any buffer it might be read into.
        let bytes = [UInt8](repeating: 7, count: 64 * 1024)
        var (sent, discarded) = (0, 0)
        while sent < 1 << 20 {
            guard case .moved(let count) = sender.send(bytes.span) else {
                Issue.record("the receiver throws away what was sent, and there is no room")
                return
            }
            sent += count
            while case .moved(let count) = receiver.discardReceived(upTo: 1 << 22) {
                discarded += count
            }
        }
        #expect(discarded == sent)
        sender.shutdownSending()
        #expect(receiver.discardReceived(upTo: 1000) == .ended)
    }

    @Test(arguments: Kind.allCases)
    func `throwing away tells a connection that is gone`(_ kind: Kind) throws {
        let (one, other) = kind == .tcp ? try Self.tcpPair() : Self.pair()
        let receiver = FileDescriptor(owning: one)
        // Closing with bytes unread resets: unix(7), RFC 9293 §3.10.7.
        #expect(receiver.send(([1] as [UInt8]).span) == .moved(1))
        var polled = pollfd(fd: other, events: Int16(POLLIN), revents: 0)
        #expect(poll(&polled, 1, 5000) == 1)
        close(other)
        #expect(receiver.discardReceived(upTo: 1000) == .failed(Errno(rawValue: ECONNRESET)))
    }
}
