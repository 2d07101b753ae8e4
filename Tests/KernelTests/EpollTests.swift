// Readiness, and telling a slot's tenants apart.

import Glibc
import Testing

@testable import Kernel

struct EpollTests {
    @Test func `a token gives back its slot and generation`() {
        let token = EpollToken(slot: 0xFFFF_FFFE, generation: 0xABCD_EF01)
        #expect(token.slot == 0xFFFF_FFFE)
        #expect(token.generation == 0xABCD_EF01)
        #expect(token != EpollToken(slot: 0xFFFF_FFFE, generation: 1))
    }

    @Test func `a readable descriptor is reported under its token until it is removed`() throws {
        let (one, other) = FileDescriptorTests.pair()
        let watched = FileDescriptor(owning: one)
        let peer = FileDescriptor(owning: other)
        let epoll = try Epoll(batch: 4)
        let token = EpollToken(slot: 7, generation: 3)
        try epoll.add(watched, .read, token)
        #expect(try epoll.wait(milliseconds: 0) == 0)
        _ = peer.send(([1] as [UInt8]).span)
        #expect(try epoll.wait(milliseconds: 1000) == 1)
        #expect(epoll.token(at: 0) == token)
        try epoll.modify(watched, .write, EpollToken(slot: 8, generation: 3))
        #expect(try epoll.wait(milliseconds: 1000) == 1)
        #expect(epoll.token(at: 0).slot == 8)
        epoll.remove(watched)
        #expect(try epoll.wait(milliseconds: 0) == 0)
    }

    @Test func `where the kernel can't wake one process alone, all are woken`() throws {
        // EPOLLEXCLUSIVE is refused for an epoll set within another, with EINVAL, as older kernels
        // refuse it for everything: epoll_ctl(2).
        let inner = try Epoll(batch: 1)
        let (one, other) = FileDescriptorTests.pair()
        let watched = FileDescriptor(owning: one)
        let peer = FileDescriptor(owning: other)
        try inner.add(watched, .read, EpollToken(slot: 1, generation: 1))
        let epoll = try Epoll(batch: 1)
        let token = EpollToken(slot: 5, generation: 1)
        try epoll.add(inner.descriptor, [.read, .exclusive], token)
        #expect(try epoll.wait(milliseconds: 0) == 0)
        _ = peer.send(([1] as [UInt8]).span)
        #expect(try epoll.wait(milliseconds: 1000) == 1)
        #expect(epoll.token(at: 0) == token)
    }

    @Test func `adding a descriptor twice is an error`() throws {
        let (one, other) = FileDescriptorTests.pair()
        let watched = FileDescriptor(owning: one)
        let epoll = try Epoll(batch: 1)
        try epoll.add(watched, .read, EpollToken(slot: 1, generation: 1))
        #expect(throws: Errno(rawValue: EEXIST)) {
            try epoll.add(watched, .read, EpollToken(slot: 1, generation: 1))
        }
        close(other)
    }
}
