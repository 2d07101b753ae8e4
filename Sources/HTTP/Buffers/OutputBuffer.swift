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

    /// Bytes that can still be appended.
    package var room: Int { capacity - count }

    package func removeAll() { count = 0 }

    @inline(__always)
    package func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    @inline(__always)
    package func append(_ text: StaticString) {
        unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    package func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    /// All of what the other holds.
    @inline(__always)
    package func append(_ other: OutputBuffer) {
        unsafe append(UnsafeBufferPointer(start: other.start, count: other.count))
    }

    /// Not negative.
    package func append(decimal number: Int) {
        if number >= 10 { append(decimal: number / 10) }
        append(byte: UInt8(truncatingIfNeeded: 0x30 + number % 10))
    }

    /// The same with spaces behind it, so that it has `width` bytes; one that is too long becomes
    /// the largest that isn't.
    package func append(decimal number: Int, width: Int) {
        var largest = 9
        for _ in 1..<width { largest = largest * 10 + 9 }
        let end = count + width
        append(decimal: min(max(number, 0), largest))
        while count < end { append(byte: 0x20) }
    }

    private func append(byte: UInt8) {
        precondition(count < capacity)
        unsafe start[count] = byte
        count += 1
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
