// A stretch of bytes inside a buffer that somebody else holds.

/// Names bytes without keeping them: valid for the buffer that was parsed, until it changes.
package struct ByteRange: Equatable, Sendable {
    /// Index of the first byte.
    package var start: UInt32
    /// Number of bytes.
    package var count: UInt32

    package static let empty = ByteRange(start: 0, count: 0)

    package init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    /// The indices from `lower` to `upper`, both below 2^32 (a head has at most 64 KiB).
    @inline(__always)
    package init(from lower: Int, to upper: Int) {
        start = UInt32(truncatingIfNeeded: lower)
        count = UInt32(truncatingIfNeeded: upper &- lower)
    }

    package var isEmpty: Bool { count == 0 }

    /// For slicing: `bytes.extracting(range.indices)`.
    package var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
