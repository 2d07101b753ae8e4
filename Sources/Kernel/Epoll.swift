// The epoll set of one event loop, the events it hands out, and whose each event is.

internal import CLinux

/// An epoll(7) instance, level-triggered.
@safe package final class Epoll {
    /// What a descriptor waits for.
    package struct Interest: OptionSet, Equatable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let read = Interest(rawValue: CLinux_EPOLLIN)
        package static let write = Interest(rawValue: CLinux_EPOLLOUT)
        /// Wake one of the processes that wait for the same listener, not all.
        package static let exclusive = Interest(rawValue: CLinux_EPOLLEXCLUSIVE)
    }

    let descriptor: FileDescriptor
    private var events: [epoll_event]

    /// - Parameter batch: how many events one wait can return.
    package init(batch: Int) throws(Errno) {
        descriptor = FileDescriptor(owning: try retrying { epoll_create1(CLinux_EPOLL_CLOEXEC) })
        unsafe events = [epoll_event](repeating: epoll_event(), count: batch)
    }

    package func add(
        _ watched: borrowing FileDescriptor, _ interest: Interest, _ token: EpollToken
    ) throws(Errno) {
        do throws(Errno) {
            try control(EPOLL_CTL_ADD, watched, interest, token)
        } catch {
            // EPOLLEXCLUSIVE only spares wake-ups: a kernel without it (before 4.5) watches as well.
            guard error == .invalidArgument, interest.contains(.exclusive) else { throw error }
            try control(EPOLL_CTL_ADD, watched, interest.subtracting(.exclusive), token)
        }
    }

    package func modify(
        _ watched: borrowing FileDescriptor, _ interest: Interest, _ token: EpollToken
    ) throws(Errno) {
        try control(EPOLL_CTL_MOD, watched, interest, token)
    }

    package func remove(_ watched: borrowing FileDescriptor) {
        // Fails only if it wasn't there, which is what is wanted.
        try? control(EPOLL_CTL_DEL, watched, [], EpollToken(rawValue: 0))
    }

    private func control(
        _ operation: CInt, _ watched: borrowing FileDescriptor, _ interest: Interest,
        _ token: EpollToken
    ) throws(Errno) {
        var event = unsafe epoll_event()
        unsafe event.events = interest.rawValue
        unsafe event.data.u64 = token.rawValue
        let (epoll, raw) = (descriptor.rawValue, watched.rawValue)
        _ = try retrying { unsafe epoll_ctl(epoll, operation, raw, &event) }
    }

    /// Waits for events. A signal that interrupts is an empty batch.
    /// - Parameter milliseconds: −1 waits for ever.
    /// - Returns: how many events there are.
    package func wait(milliseconds: Int) throws(Errno) -> Int {
        let raw = descriptor.rawValue
        let count = unsafe events.withUnsafeMutableBufferPointer { buffer in
            unsafe epoll_wait(
                raw, buffer.baseAddress.unsafelyUnwrapped, CInt(buffer.count),
                CInt(clamping: milliseconds))
        }
        if count >= 0 { return Int(count) }
        let error = Errno.last
        if error == .interrupted { return 0 }
        throw error
    }

    /// Whose the event is.
    package func token(at index: Int) -> EpollToken {
        EpollToken(rawValue: unsafe events[index].data.u64)
    }

    /// What its descriptor is ready for. A connection that is gone is ready for everything: the
    /// call that is made then says so.
    package func readiness(at index: Int) -> Interest {
        let events = unsafe events[index].events
        return events & CLinux_EPOLLGONE != 0 ? [.read, .write] : Interest(rawValue: events)
    }
}

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
