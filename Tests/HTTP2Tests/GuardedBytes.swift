// Test input that ends where memory ends.
import Glibc

/// Bytes whose last one is followed by a page that can't be read: reading one too many crashes.
final class GuardedBytes {
    private let base: UnsafeMutableRawPointer
    private let mapped: Int
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    init(_ content: some Collection<UInt8>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let room = (content.count + page - 1) / page * page
        mapped = room + page
        base = mmap(nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
        let isGuarded = mprotect(base + room, page, PROT_NONE) == 0
        precondition(base != MAP_FAILED && isGuarded)
        let start = (base + (room - content.count)).bindMemory(
            to: UInt8.self, capacity: content.count)
        bytes = UnsafeMutableBufferPointer(start: start, count: content.count)
        _ = bytes.initialize(from: content)
    }

    deinit { munmap(base, mapped) }

    func withSpan<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(bytes).span)
    }
}

/// Every scalar is one byte, so a literal can hold any: `\u{80}` is 0x80.
func latin1(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }

/// A value parsed from text that ends at the guard page.
func guarded<Result, Failure: Error>(
    _ text: String, _ body: (Span<UInt8>) throws(Failure) -> Result
) throws(Failure) -> Result {
    try GuardedBytes(latin1(text)).withSpan(body)
}
