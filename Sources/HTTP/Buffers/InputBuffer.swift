// Where bytes are read into before anybody has looked at them.

/// A buffer of fixed size, reached without the checks that a growing array needs on each read.
@safe
package final class InputBuffer {
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter capacity: bytes.
    package init(capacity: Int) { unsafe bytes = .allocate(capacity: capacity) }

    package var capacity: Int { unsafe bytes.count }

    deinit { unsafe bytes.deallocate() }

    /// Lends all of it to be written.
    @inline(__always)
    package func withMutableSpan<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var span = unsafe bytes.mutableSpan
        return try body(&span)
    }

    /// Lends the first `count` bytes.
    @inline(__always)
    package func withSpan<Result>(first count: Int, _ body: (Span<UInt8>) -> Result) -> Result {
        unsafe body(bytes.span.extracting(first: count))
    }
}
