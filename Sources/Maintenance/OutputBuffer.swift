// Where answers are put together before they are sent.

/// A buffer of fixed size: appending is a copy and nothing else (the growing, unique-checking
/// `append` of an array costs more than the rest of an answer).
@safe
package final class OutputBuffer {
    private let start: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    package private(set) var count = 0

    /// - Parameter capacity: bytes.
    package init(capacity: Int) {
        unsafe start = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit { unsafe start.deallocate() }

    package var isEmpty: Bool { count == 0 }

    package func removeAll() { count = 0 }

    @inline(__always)
    func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    @inline(__always)
    func append(_ text: StaticString) {
        unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        precondition(bytes.count <= capacity - count)
        guard let source = bytes.baseAddress else { return }
        // Not update(from:count:), which Embedded Swift compiles to a loop over the bytes.
        unsafe UnsafeMutableRawPointer(start + count).copyMemory(
            from: source, byteCount: bytes.count)
        count += bytes.count
    }

    /// Lends what has been put together.
    @inline(__always)
    package func withSpan<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        unsafe body(UnsafeBufferPointer(start: start, count: count).span)
    }
}
