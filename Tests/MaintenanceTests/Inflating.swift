// Reading what was compressed.

import CZlib
import Testing

struct NotGzip: Error {}

/// The content of one gzip member that is all of the bytes; zlib compares checksum and length.
func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    let size = CInt(MemoryLayout<z_stream>.size)
    // 15 bits of window, and 16: the frame is gzip's.
    guard inflateInit2_(&stream, 31, zlibVersion(), size) == Z_OK else { throw NotGzip() }
    defer { inflateEnd(&stream) }
    var content: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var result = Z_OK
    bytes.withUnsafeBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        while result == Z_OK {
            piece.withUnsafeMutableBufferPointer { piece in
                stream.next_out = piece.baseAddress
                stream.avail_out = UInt32(piece.count)
                result = inflate(&stream, Z_NO_FLUSH)
            }
            content += piece[..<(piece.count - Int(stream.avail_out))]
        }
    }
    guard result == Z_STREAM_END, stream.avail_in == 0 else { throw NotGzip() }
    return content
}
