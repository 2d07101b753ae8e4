// Counts that outlive whoever counted, and words that several write.

import Glibc
import Testing

@testable import Kernel

struct SharedCountsTests {
    @Test func `a child's counts are its parent's, and stay when it is killed`() throws {
        let shared = try SharedCounts(blocks: 3)
        let child = try Process.fork()
        if child == 0 {
            for _ in 0..<1000 { shared.block(1).add(2, at: 7) }
            shared.block(2)[0] = 5
            kill(getpid(), SIGKILL)
        }
        var status: CInt = 0
        #expect(waitpid(child, &status, 0) == child)
        #expect(shared.block(1)[7] == 2000)
        #expect(shared.block(2)[0] == 5)
        #expect(shared.block(0)[7] == 0)
        // Its successor goes on.
        shared.block(1).add(1, at: 7)
        #expect(shared.block(1)[7] == 2001)
    }

    @Test func `blocks don't overlap, and an index never leaves its own`() throws {
        let shared = try SharedCounts(blocks: 2)
        shared.block(0)[CountBlock.words - 1] = 1
        shared.block(1)[0] = 2
        #expect(shared.block(0)[CountBlock.words - 1] == 1)
        shared.block(0).add(3, at: CountBlock.words)
        #expect(shared.block(0)[0] == 3)
        #expect(shared.block(1)[0] == 2)
    }

    @Test func `a word that several write is replaced by one of them`() throws {
        let block = CountBlock()
        #expect(block.replace(0, by: 1, at: 3))
        #expect(!block.replace(0, by: 2, at: 3))
        #expect(block.load(3) == 1)
        block.store(-1, at: 3)
        #expect(block.load(3) == -1)
    }

    @Test func `additions of several processes by replacing lose none`() throws {
        let block = try SharedCounts(blocks: 1).block(0)
        let children = try (0..<4).map { _ in
            let child = try Process.fork()
            if child == 0 {
                for _ in 0..<5000 {
                    while true {
                        let count = block.load(0)
                        if block.replace(count, by: count + 1, at: 0) { break }
                    }
                }
                _exit(0)
            }
            return child
        }
        for child in children {
            var status: CInt = 0
            waitpid(child, &status, 0)
        }
        #expect(block.load(0) == 20_000)
    }

    @Test func `whoever waits is woken once, however often`() throws {
        let wakeup = try Wakeup()
        let epoll = try Epoll(batch: 4)
        try epoll.add(wakeup.descriptor, .read, EpollToken(slot: 1, generation: 0))
        #expect(try epoll.wait(milliseconds: 0) == 0)
        wakeup.send()
        wakeup.send()
        #expect(try epoll.wait(milliseconds: 0) == 1)
        wakeup.clear()
        #expect(try epoll.wait(milliseconds: 0) == 0)
    }
}
