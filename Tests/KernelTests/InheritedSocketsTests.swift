// Sockets that a supervisor hands over.

import Glibc
import Testing

@testable import Kernel

struct InheritedSocketsTests {
    private func variables(pid: Int32, count: String) -> [Environment.Variable] {
        [
            Environment.Variable(name: "LISTEN_PID", value: "\(pid)"),
            Environment.Variable(name: "LISTEN_FDS", value: count),
        ]
    }

    @Test func `what is meant for another process is left alone`() {
        #expect(InheritedSockets.take(variables(pid: getpid() + 1, count: "1")).isEmpty)
        #expect(InheritedSockets.take([]).isEmpty)
    }

    @Test(arguments: ["", "x", "-1", "99999999999"])
    func `a count that is none hands nothing over`(count: String) {
        #expect(InheritedSockets.take(variables(pid: getpid(), count: count)).isEmpty)
    }

    @Test func `a listening socket is adopted with its address and never blocks`() throws {
        let opened = try ListeningSocket.open(.ipv4(0x7F00_0001, port: 0))
        let adopted = try #require(ListeningSocket.adopt(dup(opened.descriptor.rawValue)))
        guard case .ipv4(0x7F00_0001, let port) = adopted.address else {
            Issue.record("another address: \(adopted.address)")
            return
        }
        #expect(port != 0)
        var peer: PeerAddress?
        #expect(throws: Errno.wouldBlock) { _ = try adopted.descriptor.accept(from: &peer) }
    }

    @Test func `what doesn't listen is left open`() {
        let (one, other) = FileDescriptorTests.pair()
        #expect(ListeningSocket.adopt(one) == nil)
        #expect(FileDescriptorTests.isOpen(one))
        close(one)
        close(other)
    }
}
