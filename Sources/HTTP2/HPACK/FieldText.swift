// Where the fields of one request stand once they are unpacked.

internal import HTTP

/// A buffer of fixed size that all connections of a worker share: a request is answered before
/// the next is unpacked. What is kept stands as in a head of HTTP/1, `name: value` and CRLF.
@safe
package final class FieldText {
    /// Bytes that may be kept; beyond them the request is refused.
    static let keptBytes = SessionLimits.fieldListBytes
    /// What is kept, and room for the field that goes beyond: an entry of the dynamic table fits.
    static let capacity = keptBytes + 2 * DynamicTable.largestSize

    private let start: UnsafeMutablePointer<UInt8>
    package private(set) var count = 0

    package init() { unsafe start = .allocate(capacity: Self.capacity) }

    deinit { unsafe start.deallocate() }

    package func removeAll() { count = 0 }

    /// Takes back what was appended since there were `count` bytes.
    @inline(__always)
    func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count)
        self.count = count
    }

    /// Lends what has been unpacked.
    @inline(__always)
    package func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeBufferPointer(start: start, count: count).span)
    }

    /// Lends the room that is left.
    /// - Parameter body: returns how many bytes of it, from the first on, it has written.
    @inline(__always)
    func extend<Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Int
    ) throws(Failure) {
        let room = unsafe UnsafeMutableBufferPointer(
            start: start + count, count: Self.capacity &- count)
        var span = unsafe room.mutableSpan
        let written = try body(&span)
        precondition(written >= 0 && written <= Self.capacity &- count)
        count &+= written
    }

    /// As far as there is room.
    @inline(__always)
    func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    @inline(__always)
    func append(_ text: StaticString) {
        unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    private func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        let taken = min(bytes.count, Self.capacity &- count)
        guard let source = bytes.baseAddress else { return }
        // Not update(from:count:), which Embedded Swift compiles to a loop over the bytes.
        unsafe UnsafeMutableRawPointer(start + count).copyMemory(from: source, byteCount: taken)
        count &+= taken
    }
}
