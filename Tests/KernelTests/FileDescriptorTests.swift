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
}
