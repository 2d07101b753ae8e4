// Compressing content when the server loads.

internal import CZlib

/// Deflates pieces of content, each by itself, so that pieces put one behind the other are one
/// stream (RFC 1951), whichever they are: a full flush ends a piece at a byte boundary with an empty
/// stored block that isn't the last, and nothing behind it refers to what stands before it.
@safe
final class Deflater {
    /// The best there is for pages; where it would hold up the start, a faster one that leaves
    /// hardly more.
    private static let thoroughUpTo = 256 * 1024

    /// zlib's state points back at it: it must stay where it is.
    private let stream: UnsafeMutablePointer<z_stream>
    private let isReady: Bool

    /// - Parameter largest: bytes of the largest piece. For small ones little memory is cleared
    ///   again and again.
    init(largest: Int) {
        let level: CInt = largest > Self.thoroughUpTo ? 5 : 9
        let isSmall = largest <= 4096
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        isReady =
            unsafe CZlib_deflateInit2_raw(stream, level, isSmall ? 12 : 15, isSmall ? 6 : 9)
            == Z_OK
    }

    deinit {
        if isReady { _ = unsafe deflateEnd(stream) }
        unsafe stream.deallocate()
    }

    /// - Parameter isLast: no other piece can follow it.
    /// - Returns: nil without memory for it: deflate(3).
    func deflate(_ content: [UInt8], isLast: Bool) -> [UInt8]? {
        guard isReady, unsafe deflateReset(stream) == Z_OK else { return nil }
        // What ends a piece isn't in the bound.
        let bound = unsafe Int(deflateBound(stream, UInt(content.count))) + 16
        var output = [UInt8](repeating: 0, count: bound)
        let isWhole = unsafe content.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe stream.pointee.next_in = input.baseAddress
                unsafe stream.pointee.avail_in = UInt32(input.count)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(output.count)
                let result = unsafe CZlib.deflate(stream, isLast ? Z_FINISH : Z_FULL_FLUSH)
                return unsafe isLast ? result == Z_STREAM_END : stream.pointee.avail_out > 0
            }
        }
        guard isWhole else { return nil }
        // A copy, so that the room that wasn't needed is given back.
        let spare = unsafe Int(stream.pointee.avail_out)
        return Array(output[..<(output.count - spare)])
    }

    /// The same without compressing: a short piece costs the start more time than it saves bytes.
    /// - Parameter content: up to 65,535 bytes.
    static func store(_ content: [UInt8]) -> [UInt8] {
        let count = UInt16(content.count)
        // RFC 1951 §3.2.4: not the last block, stored; the length, and its complement.
        var block: [UInt8] = [0]
        for half in [count, ~count] {
            block.append(UInt8(truncatingIfNeeded: half))
            block.append(UInt8(truncatingIfNeeded: half >> 8))
        }
        return block + content
    }
}
