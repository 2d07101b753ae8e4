// What epoll hands back with an event: which slot, and which of its tenants.

/// Slot and generation in one number. A slot is used again at once, so an event of its former
/// tenant may still be in the batch being handled: the generation tells them apart.
package struct EpollToken: Equatable {
    package let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    package init(slot: Int, generation: UInt32) {
        rawValue = UInt64(generation) << 32 | UInt64(UInt32(truncatingIfNeeded: slot))
    }

    package var slot: Int { Int(UInt32(truncatingIfNeeded: rawValue)) }
    package var generation: UInt32 { UInt32(rawValue >> 32) }
}
