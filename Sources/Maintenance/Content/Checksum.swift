// The checksum of content in the coding `gzip`.

internal import CZlib

/// Of some bytes: their CRC-32 (RFC 1952 §8) and their number.
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
