// The connections of one event loop, by slot.

import Kernel

/// Holds connections in chunks that never move, made as they are needed.
@safe
final class ConnectionTable {
    private static let chunkSlots = 256

    private var chunks = unsafe [UnsafeMutablePointer<Connection>]()
    /// Which tenant of the slot this is; 0 is never used.
    private var generations: [UInt32] = []
    private var isTaken: [Bool] = []
    private var freeSlots: [UInt32] = []
    private(set) var count = 0

    subscript(slot: Int) -> Connection {
        _read { yield unsafe chunks[slot / Self.chunkSlots][slot % Self.chunkSlots] }
        _modify { yield unsafe &chunks[slot / Self.chunkSlots][slot % Self.chunkSlots] }
    }

    /// Takes the connection in.
    func insert(_ connection: consuming Connection) -> EpollToken {
        if freeSlots.isEmpty { grow() }
        let slot = Int(freeSlots.removeLast())
        unsafe (chunks[slot / Self.chunkSlots] + slot % Self.chunkSlots).initialize(to: connection)
        isTaken[slot] = true
        count += 1
        return EpollToken(slot: slot, generation: generations[slot])
    }

    /// Ends the connection, which closes it.
    func remove(_ slot: Int) {
        precondition(isTaken[slot])
        unsafe (chunks[slot / Self.chunkSlots] + slot % Self.chunkSlots).deinitialize(count: 1)
        isTaken[slot] = false
        generations[slot] = generations[slot] == .max ? 1 : generations[slot] + 1
        freeSlots.append(UInt32(slot))
        count -= 1
    }

    /// Whether the token's connection is still the tenant of its slot.
    func holds(_ token: EpollToken) -> Bool {
        token.slot < generations.count && isTaken[token.slot]
            && generations[token.slot] == token.generation
    }

    func token(of slot: Int) -> EpollToken {
        EpollToken(slot: slot, generation: generations[slot])
    }

    private func grow() {
        let first = generations.count
        unsafe chunks.append(.allocate(capacity: Self.chunkSlots))
        generations.append(contentsOf: repeatElement(1, count: Self.chunkSlots))
        isTaken.append(contentsOf: repeatElement(false, count: Self.chunkSlots))
        // The lowest slot is taken first: few connections stay within few pages.
        for slot in (first..<first + Self.chunkSlots).reversed() { freeSlots.append(UInt32(slot)) }
    }
}
