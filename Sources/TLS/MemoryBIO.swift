// The ciphertext side of every connection of one event loop: OpenSSL reads what was received and
// writes what is to be sent, in memory; the loop makes the system calls.

internal import COpenSSL

/// Shared by all connections of a loop, since one at a time is worked on.
@safe
package final class MemoryBIO {
    /// What was received and OpenSSL hasn't read yet; lent for the length of one call.
    private var input = unsafe UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var output: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes of ciphertext to be sent.
    package private(set) var outputCount = 0

    private let method: OpaquePointer?
    /// One for all connections, which saves each its own 200 bytes: it holds no state that lasts
    /// longer than a call. Each connection owns a reference, and this object.
    private(set) var pointer: OpaquePointer?

    package init() {
        // A flight with its certificates, or one full record and its overhead.
        capacity = 32 * 1024
        unsafe output = .allocate(capacity: capacity)
        unsafe method = Self.makeMethod()
        unsafe pointer = BIO_new(method)
        // OpenSSL holds no reference; the connections do.
        unsafe BIO_set_data(pointer, Unmanaged.passUnretained(self).toOpaque())
        unsafe BIO_set_init(pointer, 1)
    }

    deinit {
        unsafe BIO_free(pointer)
        unsafe BIO_meth_free(method)
        unsafe output.deallocate()
    }

    /// Lends received bytes to OpenSSL while `body` runs.
    func lending<Result>(_ bytes: Span<UInt8>, _ body: () -> Result) -> Result {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe input = buffer
            defer { unsafe input = UnsafeBufferPointer(start: nil, count: 0) }
            return body()
        }
    }

    /// Whether OpenSSL has read everything that was lent.
    var isRead: Bool { unsafe input.isEmpty }

    /// Takes back, by copying, what OpenSSL hasn't read of what was lent.
    func takeUnread() -> [UInt8] {
        defer { unsafe input = UnsafeBufferPointer(start: nil, count: 0) }
        return unsafe Array(input)
    }

    /// Lends the ciphertext to be sent.
    package func withOutput<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        unsafe body(UnsafeBufferPointer(start: output, count: outputCount).span)
    }

    package func removeOutput() { outputCount = 0 }

    /// Adds a record of our own making to what is to be sent.
    func append(_ record: [UInt8]) { unsafe append(record, record.count) }

    /// - Returns: bytes copied, 0 when there are none.
    private func read(into bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
        let count = unsafe min(count, input.count)
        guard count > 0, let start = unsafe input.baseAddress else { return 0 }
        unsafe bytes.copyMemory(from: start, byteCount: count)
        unsafe input = UnsafeBufferPointer(rebasing: input[count...])
        return count
    }

    private func append(_ bytes: UnsafeRawPointer, _ count: Int) {
        if outputCount + count > capacity { grow(to: outputCount + count) }
        unsafe UnsafeMutableRawPointer(output + outputCount).copyMemory(
            from: bytes, byteCount: count)
        outputCount += count
    }

    private func grow(to needed: Int) {
        let larger = max(needed, 2 * capacity)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        unsafe UnsafeMutableRawPointer(moved).copyMemory(from: output, byteCount: outputCount)
        unsafe output.deallocate()
        unsafe output = moved
        capacity = larger
    }

    private static func of(_ bio: OpaquePointer?) -> MemoryBIO? {
        guard let data = unsafe BIO_get_data(bio) else { return nil }
        return unsafe Unmanaged<MemoryBIO>.fromOpaque(data).takeUnretainedValue()
    }

    /// What OpenSSL calls: BIO_meth_new(3).
    private static func makeMethod() -> OpaquePointer? {
        let method = unsafe BIO_meth_new(BIO_TYPE_SOURCE_SINK, "memory")
        _ = unsafe BIO_meth_set_read(method) { bio, bytes, count in
            unsafe COpenSSL_BIO_clear_retry_flags(bio)
            guard let bytes = unsafe bytes, let memory = unsafe MemoryBIO.of(bio) else { return -1 }
            let read = unsafe memory.read(into: bytes, Int(count))
            if read > 0 { return CInt(read) }
            unsafe COpenSSL_BIO_set_retry_read(bio)
            return -1
        }
        _ = unsafe BIO_meth_set_write(method) { bio, bytes, count in
            guard let bytes = unsafe bytes, let memory = unsafe MemoryBIO.of(bio) else { return -1 }
            unsafe memory.append(bytes, Int(count))
            return count
        }
        // Memory is always flushed; nothing else is asked of a source or sink.
        _ = unsafe BIO_meth_set_ctrl(method) { _, command, _, _ in
            command == BIO_CTRL_FLUSH ? 1 : 0
        }
        return unsafe method
    }
}
