// Slots, their tenants and the tokens that name them.

import Kernel
import Testing

@testable import UnderMaintenance

struct ConnectionTableTests {
    private let context = loopContext()

    private func connection() -> Connection {
        let peer = Peer(nil, isLocal: false, in: context)
        return Connection(
            owning: FileDescriptor(owning: -1), from: peer, of: context.services[0], at: 0)
    }

    @Test func `a stale event of a closed connection is dropped`() {
        let table = ConnectionTable()
        let first = table.insert(connection())
        table.remove(first.slot)
        let second = table.insert(connection())
        #expect(second.slot == first.slot)
        #expect(table.holds(second))
        #expect(!table.holds(first))
    }

    @Test func `a token that was never given out is dropped`() {
        let table = ConnectionTable()
        #expect(!table.holds(EpollToken(slot: 5, generation: 1)))
        _ = table.insert(connection())
        #expect(!table.holds(EpollToken(slot: 5, generation: 1)))
    }

    @Test func `connections stay in their places while the table grows`() {
        let table = ConnectionTable()
        var tokens: [EpollToken] = []
        for index in 0..<1000 {
            let token = table.insert(connection())
            table[token.slot].unread = [UInt8(truncatingIfNeeded: index), UInt8(index >> 8)]
            tokens.append(token)
        }
        #expect(table.count == 1000)
        for (index, token) in tokens.enumerated() {
            let unread = table[token.slot].unread
            #expect(table.holds(token) && Int(unread[0]) + Int(unread[1]) << 8 == index)
        }
        for token in tokens { table.remove(token.slot) }
        #expect(table.count == 0)
    }

    @Test func `the lowest slot is taken first`() {
        let table = ConnectionTable()
        for _ in 0..<600 { _ = table.insert(connection()) }
        for slot in [500, 3, 70] { table.remove(slot) }
        #expect((0..<4).map { _ in table.insert(connection()).slot } == [3, 70, 500, 600])
    }

    @Test func `chunks that nobody is in are given back, and made again`() {
        let table = ConnectionTable()
        let tokens = (0..<2000).map { _ in table.insert(connection()) }
        for token in tokens where token.slot != 300 { table.remove(token.slot) }
        #expect(table.isWorthTrimming)
        table.trim()
        #expect(!table.isWorthTrimming && table.capacity == 512 && table.count == 1)
        #expect(table.holds(tokens[300]) && !table.holds(tokens[0]) && !table.holds(tokens[1999]))
        for slot in (0..<600).map({ _ in table.insert(connection()).slot }) {
            table[slot].unread = [1]
        }
        #expect(table.count == 601 && table.tokens.count == 601)
    }

    @Test func `generation 0 is left to the control tokens`() {
        #expect(ConnectionTable().insert(connection()).generation != 0)
    }
}
