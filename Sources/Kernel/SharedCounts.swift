// Counts that several processes see: memory that a process shares with all it forks.

internal import CLinux

/// An anonymous mapping of whole blocks: mmap(2), MAP_SHARED. It lives as long as any of its
/// processes, whatever becomes of the one that counted.
package struct SharedCounts {
    private let first: CountBlock
    /// Of blocks.
    package let count: Int

    package init(blocks count: Int) throws(Errno) {
        guard let start = unsafe CLinux_map_shared(count * CountBlock.words * 8) else {
            throw .last
        }
        self.count = count
        unsafe first = CountBlock(
            at: start.bindMemory(to: UInt64.self, capacity: count * CountBlock.words))
    }

    package func block(_ index: Int) -> CountBlock {
        precondition(index >= 0 && index < count)
        return first.following(index)
    }
}

/// A few cache lines of counts. Each has one writer at a time, so that counting is a plain addition:
/// whoever reads sees the count before it or after it, and a writer that dies in the middle of one
/// leaves the one before. Those that have several are changed by `replace` alone.
///
/// All processes that have it map it as long as they live; it owns nothing.
@safe
package struct CountBlock {
    /// A power of two: an index is brought inside instead of being checked.
    package static let words = 256

    private let start: UnsafeMutablePointer<UInt64>

    fileprivate init(at start: UnsafeMutablePointer<UInt64>) { unsafe self.start = start }

    /// One that nobody shares, and that is never given back: for commands and tests.
    package init() {
        unsafe start = .allocate(capacity: Self.words)
        unsafe start.initialize(repeating: 0, count: Self.words)
    }

    fileprivate func following(_ index: Int) -> CountBlock {
        unsafe CountBlock(at: start + index * Self.words)
    }

    @inline(always)
    package func add(_ amount: Int, at index: Int) {
        unsafe start[index & (Self.words - 1)] &+= UInt64(bitPattern: Int64(amount))
    }

    @inline(always)
    package subscript(index: Int) -> Int {
        get { unsafe Int(truncatingIfNeeded: start[index & (Self.words - 1)]) }
        nonmutating set {
            unsafe start[index & (Self.words - 1)] = UInt64(truncatingIfNeeded: newValue)
        }
    }

    /// The same with all that was written before it, for every process.
    package func load(_ index: Int) -> Int {
        Int(truncatingIfNeeded: unsafe CLinux_load(start + (index & (Self.words - 1))))
    }

    package func store(_ value: Int, at index: Int) {
        unsafe CLinux_store(start + (index & (Self.words - 1)), UInt64(truncatingIfNeeded: value))
    }

    /// See `Confinement.noteTrappedCall`. The signal's handler knows it from now on.
    func endAtTrap(noting index: Int) {
        unsafe CLinux_end_at_trap(start + (index & (Self.words - 1)))
    }

    /// Changes a word that others change too.
    /// - Returns: false when it isn't `expected` any more.
    package func replace(_ expected: Int, by value: Int, at index: Int) -> Bool {
        unsafe CLinux_replace(
            start + (index & (Self.words - 1)), UInt64(truncatingIfNeeded: expected),
            UInt64(truncatingIfNeeded: value))
    }
}

/// How one process wakes another that waits in epoll: eventfd(2).
package final class Wakeup {
    package let descriptor: FileDescriptor

    package init() throws(Errno) {
        descriptor = FileDescriptor(owning: try retrying { eventfd(0, CLinux_EFD_FLAGS) })
    }

    package func send() {
        var one: UInt64 = 1
        // Refused only when it says so already.
        _ = unsafe write(descriptor.rawValue, &one, MemoryLayout<UInt64>.size)
    }

    /// Waits to be woken anew.
    package func clear() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor.rawValue, &count, MemoryLayout<UInt64>.size)
    }
}
