// The connections of one event loop, by slot.

import Kernel

/// Holds connections in chunks that never move, made as they are needed.
@safe
final class ConnectionTable {
    static let chunkSlots = 256

    /// Nil while nobody is in it and its memory is given back.
    private var chunks = unsafe [UnsafeMutablePointer<Connection>?]()
    /// Odd while the slot has a tenant, whose number it is; even while it has none. The 0 of the
    /// control tokens is nobody's.
    private var generations: [UInt32] = []
    /// A bit for each slot without a tenant, the lowest first.
    private var free: [UInt64] = []
    /// All words of `free` in front of it are 0.
    private var firstFree = 0
    private(set) var count = 0
    /// Whether anybody has gone since the memory of those who went was given back.
    private(set) var isWorthTrimming = false

    /// The connection in a slot that has one.
    subscript(slot: Int) -> Connection {
        _read {
            checkTaken(slot)
            yield unsafe place(slot).pointee
        }
        _modify {
            checkTaken(slot)
            yield unsafe &place(slot).pointee
        }
    }

    /// What lies in a slot that nobody holds is no connection.
    @inline(__always)
    private func checkTaken(_ slot: Int) { precondition(generations[slot] & 1 == 1) }

    @inline(__always)
    private func place(_ slot: Int) -> UnsafeMutablePointer<Connection> {
        unsafe chunks[slot / Self.chunkSlots].unsafelyUnwrapped + slot % Self.chunkSlots
    }

    /// Takes the connection in. The lowest slot is taken first: few connections stay within few
    /// pages, and what a flood has made of the table is soon nobody's.
    func insert(_ connection: consuming Connection) -> EpollToken {
        while firstFree < free.count, free[firstFree] == 0 { firstFree += 1 }
        if firstFree == free.count { grow() }
        let bit = free[firstFree].trailingZeroBitCount
        free[firstFree] &= free[firstFree] &- 1
        let slot = firstFree * UInt64.bitWidth + bit
        if unsafe chunks[slot / Self.chunkSlots] == nil {
            unsafe chunks[slot / Self.chunkSlots] = .allocate(capacity: Self.chunkSlots)
        }
        unsafe place(slot).initialize(to: connection)
        generations[slot] &+= 1
        count += 1
        return token(of: slot)
    }

    /// Ends the connection, which closes it.
    func remove(_ slot: Int) {
        checkTaken(slot)
        generations[slot] &+= 1
        unsafe place(slot).deinitialize(count: 1)
        let word = slot / UInt64.bitWidth
        free[word] |= 1 << UInt64(slot % UInt64.bitWidth)
        firstFree = min(firstFree, word)
        count -= 1
        isWorthTrimming = true
    }

    /// Whether the token's connection is still the tenant of its slot.
    func holds(_ token: EpollToken) -> Bool {
        token.slot < generations.count && generations[token.slot] == token.generation
            && token.generation & 1 == 1
    }

    /// Those of the connections that are there now.
    var tokens: [EpollToken] {
        generations.indices.filter { generations[$0] & 1 == 1 }.map { token(of: $0) }
    }

    func token(of slot: Int) -> EpollToken {
        EpollToken(slot: slot, generation: generations[slot])
    }

    /// Slots, taken or not.
    var capacity: Int { generations.count }

    /// Gives back the chunks that nobody is in. Not while events are handled: a token of a slot that
    /// is gone could become another's.
    func trim() {
        isWorthTrimming = false
        var kept = 1
        for chunk in 0..<capacity / Self.chunkSlots {
            guard isEmpty(chunk) else {
                kept = chunk + 1
                continue
            }
            unsafe chunks[chunk]?.deallocate()
            unsafe chunks[chunk] = nil
        }
        guard kept * Self.chunkSlots < capacity else { return }
        unsafe chunks = Array(chunks[..<kept])
        generations = Array(generations[..<(kept * Self.chunkSlots)])
        free = Array(free[..<(kept * Self.chunkSlots / UInt64.bitWidth)])
        firstFree = min(firstFree, free.count)
    }

    private func isEmpty(_ chunk: Int) -> Bool {
        let words = Self.chunkSlots / UInt64.bitWidth
        return free[chunk * words..<(chunk + 1) * words].allSatisfy { $0 == .max }
    }

    private func grow() {
        unsafe chunks.append(nil)
        generations.append(contentsOf: repeatElement(0, count: Self.chunkSlots))
        let words = Self.chunkSlots / UInt64.bitWidth
        free.append(contentsOf: repeatElement(UInt64.max, count: words))
    }
}
