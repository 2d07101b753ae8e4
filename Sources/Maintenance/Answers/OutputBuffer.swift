// Where answers are put together before they are sent.

/// A buffer of fixed size: appending is a copy and nothing else (the growing, unique-checking
/// `append` of an array costs more than the rest of an answer).
@safe
package final class OutputBuffer {
    private let start: UnsafeMutablePointer<UInt8>
    private let capacity: Int
    /// Not a stored variable: access to those is checked for exclusivity, at every append.
    private let length: UnsafeMutablePointer<Int>

    /// - Parameter capacity: bytes.
    package init(capacity: Int) {
        unsafe start = .allocate(capacity: capacity)
        unsafe length = .allocate(capacity: 1)
        unsafe length.initialize(to: 0)
        self.capacity = capacity
    }

    deinit {
        unsafe start.deallocate()
        unsafe length.deallocate()
    }

    package private(set) var count: Int {
        @inline(__always) get { unsafe length.pointee }
        @inline(__always) set { unsafe length.pointee = newValue }
    }

    package var isEmpty: Bool { count == 0 }

    package func removeAll() { count = 0 }

    @inline(__always)
    func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    @inline(__always)
    func append(_ body: Body) {
        append(body.start)
        for piece in body.rest { append(piece) }
    }

    @inline(__always)
    func append(_ text: StaticString) {
        unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
    }

    /// All of what the other holds.
    @inline(__always)
    package func append(_ other: OutputBuffer) {
        unsafe append(UnsafeBufferPointer(start: other.start, count: other.count))
    }

    package func append(contentsOf bytes: [UInt8]) { append(bytes) }

    /// Not negative.
    func append(decimal number: Int) {
        if number >= 10 { append(decimal: number / 10) }
        precondition(count < capacity)
        unsafe start[count] = UInt8(truncatingIfNeeded: 0x30 + number % 10)
        count += 1
    }

    /// Takes back the last bytes.
    func removeLast(_ bytes: Int) { count -= min(bytes, count) }

    /// Writes a number over spaces that were left for it.
    func put(decimal number: Int, at place: Int, width: Int) {
        var digits = 1
        var largest = 9
        while digits < width, number > largest {
            digits += 1
            largest = largest * 10 + 9
        }
        var rest = min(max(number, 0), largest)
        precondition(place >= 0 && place + width <= count)
        while digits > 0 {
            digits -= 1
            unsafe start[place + digits] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
            rest /= 10
        }
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
