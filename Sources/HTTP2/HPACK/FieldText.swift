// Where the fields of one request stand once they are unpacked.

internal import HTTP

/// A buffer of fixed size that all connections of a worker share: a request is answered before
/// the next is unpacked. What is kept stands as in a head of HTTP/1, `name: value` and CRLF; in
/// front of it always the values that nearly every request has.
@safe
package final class FieldText {
    /// Bytes that may be kept; beyond them the request is refused.
    static let keptBytes = SessionLimits.fieldListBytes
    /// What is kept, and room for the field that goes beyond: an entry of the dynamic table fits.
    static let capacity =
        keptBytes + 2 * DynamicTable.largestSize + constants.utf8CodeUnitCount

    /// The values of the static table's entries 2 to 7.
    static let constants: StaticString = "GETPOST/index.htmlhttps"
    private static let places: InlineArray<6, ByteRange> = [
        ByteRange(start: 0, count: 3), ByteRange(start: 3, count: 4), ByteRange(start: 7, count: 1),
        ByteRange(start: 7, count: 11), ByteRange(start: 18, count: 4),
        ByteRange(start: 18, count: 5),
    ]

    private let start: UnsafeMutablePointer<UInt8>
    package private(set) var count = 0

    package init() {
        unsafe start = .allocate(capacity: Self.capacity)
        append(Self.constants)
    }

    deinit { unsafe start.deallocate() }

    /// All but the constants.
    @inline(__always)
    package func removeAll() { count = Self.constants.utf8CodeUnitCount }

    /// Where the value of an entry of the static table stands; nil: it isn't among them.
    @inline(__always)
    static func place(ofStatic index: Int) -> ByteRange? {
        index >= 2 && index <= 7 ? places[index &- 2] : nil
    }

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

    /// Appends what is Huffman-coded at `range` of a block, as far as there is room.
    @inline(__always)
    func append(
        unpacking block: Span<UInt8>, at range: Range<Int>
    ) throws(CompressionError) -> HuffmanCode.Decoded {
        let room = Self.capacity &- count
        let decoded = try unsafe HuffmanCode.decode(block, at: range, to: start + count, room: room)
        count &+= min(decoded.count, room)
        return decoded
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
