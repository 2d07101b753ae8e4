// The connections of one event loop, by slot.

import Kernel

/// Holds connections in chunks that never move, made as they are needed.
@safe
final class ConnectionTable {
    private static let chunkSlots = 256

    private var chunks = unsafe [UnsafeMutablePointer<Connection>]()
    /// Odd while the slot has a tenant, whose number it is; even while it has none. The 0 of the
    /// control tokens is nobody's.
    private var generations: [UInt32] = []
    private var freeSlots: [UInt32] = []
    private(set) var count = 0

    /// The connection in a slot that has one.
    subscript(slot: Int) -> Connection {
        _read {
            checkTaken(slot)
            yield unsafe chunks[slot / Self.chunkSlots][slot % Self.chunkSlots]
        }
        _modify {
            checkTaken(slot)
            yield unsafe &chunks[slot / Self.chunkSlots][slot % Self.chunkSlots]
        }
    }

    /// What lies in a slot that nobody holds is no connection.
    @inline(__always)
    private func checkTaken(_ slot: Int) { precondition(generations[slot] & 1 == 1) }

    /// Takes the connection in.
    func insert(_ connection: consuming Connection) -> EpollToken {
        if freeSlots.isEmpty { grow() }
        let slot = Int(freeSlots.removeLast())
        unsafe (chunks[slot / Self.chunkSlots] + slot % Self.chunkSlots).initialize(to: connection)
        generations[slot] &+= 1
        count += 1
        return token(of: slot)
    }

    /// Ends the connection, which closes it.
    func remove(_ slot: Int) {
        checkTaken(slot)
        generations[slot] &+= 1
        unsafe (chunks[slot / Self.chunkSlots] + slot % Self.chunkSlots).deinitialize(count: 1)
        freeSlots.append(UInt32(slot))
        count -= 1
    }

    /// Whether the token's connection is still the tenant of its slot.
    func holds(_ token: EpollToken) -> Bool {
        token.slot < generations.count && generations[token.slot] == token.generation
            && token.generation & 1 == 1
    }

    /// Whether the slot has a connection now.
    func holds(_ slot: Int) -> Bool { generations[slot] & 1 == 1 }

    /// The slots that have one.
    var takenSlots: [Int] { generations.indices.filter { holds($0) } }

    func token(of slot: Int) -> EpollToken {
        EpollToken(slot: slot, generation: generations[slot])
    }

    private func grow() {
        let first = generations.count
        unsafe chunks.append(.allocate(capacity: Self.chunkSlots))
        generations.append(contentsOf: repeatElement(0, count: Self.chunkSlots))
        // The lowest slot is taken first: few connections stay within few pages.
        for slot in (first..<first + Self.chunkSlots).reversed() { freeSlots.append(UInt32(slot)) }
    }
}
