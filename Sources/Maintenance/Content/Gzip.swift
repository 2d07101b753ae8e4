// Content in the coding `gzip`.

internal import CZlib

/// RFC 1952: a header, deflated blocks, a checksum and the length.
package enum Gzip {
    /// `zlib 1.2.13`: zlibVersion(3).
    package static var version: String { unsafe "zlib " + String(cString: zlibVersion()) }

    /// Smaller content isn't compressed: it fits one packet as it is.
    static let smallest = 1024

    /// - Returns: nil if that makes it no smaller.
    static func compress(_ content: [UInt8]) -> Body? {
        let deflater = Deflater(largest: content.count)
        guard let deflated = deflater.deflate(content, isLast: true) else { return nil }
        let body = Body(framed([deflated], Checksum(content)))
        return body.count < content.count ? body : nil
    }

    /// - Parameters:
    ///   - deflated: pieces of one stream.
    ///   - checksum: of the same pieces before they were deflated.
    static func framed(_ deflated: [[UInt8]], _ checksum: Checksum) -> [[UInt8]] {
        var pieces = deflated
        // Deflate, no flags, no time, the slowest algorithm, an unknown file system.
        pieces[0] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255] + deflated[0]
        append(checksum.value, to: &pieces[pieces.count - 1])
        append(UInt(checksum.count), to: &pieces[pieces.count - 1])
        return pieces
    }

    /// Four bytes, the lowest first.
    private static func append(_ number: UInt, to bytes: inout [UInt8]) {
        for shift: UInt in [0, 8, 16, 24] {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

/// The checksum of some bytes: their CRC-32 (RFC 1952 §8) and their number.
struct Checksum {
    private(set) var value: UInt = 0
    private(set) var count = 0

    /// crc32(3)
    init(_ bytes: [UInt8]) {
        count = bytes.count
        value = unsafe bytes.withUnsafeBufferPointer {
            unsafe crc32(0, $0.baseAddress, UInt32($0.count))
        }
    }

    /// Of these bytes and those behind them, without looking at either again: crc32_combine(3).
    mutating func append(_ other: Checksum) {
        value = crc32_combine(value, other.value, other.count)
        count += other.count
    }
}
