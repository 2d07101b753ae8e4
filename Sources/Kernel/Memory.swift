// The heap, where it would keep more than it needs.

internal import CLinux

package enum Memory {
    /// Keeps large allocations out of the heap, so that each goes back to the system when it is
    /// freed: mallopt(3), M_MMAP_THRESHOLD, which the C library would raise with every page that a
    /// reload lets go of.
    package static func keepLargeAllocationsApart() { mallopt(M_MMAP_THRESHOLD, 128 * 1024) }

    /// Gives free pages of the heap back to the system: malloc_trim(3).
    package static func trim() { malloc_trim(0) }
}
