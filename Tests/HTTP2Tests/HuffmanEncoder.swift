// Huffman coding as RFC 7541 Appendix B has it, made from the lengths of its codes alone.

/// The tests' own, so that decoder and encoder can't be wrong together.
enum HuffmanEncoder {
    /// The lengths of the codes of 0 to 255 and EOS, as Appendix B lists them.
    static let lengths: [Int] = [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5,
        7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22,
        22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23,
        22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22,
        21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26,
        26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20,
        24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27,
        27, 28, 27, 27, 27, 27, 27, 26, 30,
    ]

    /// Codes of one length follow each other in the order of their symbols (RFC 7541 §5.2).
    static let codes: [UInt32] = {
        var codes = [UInt32](repeating: 0, count: lengths.count)
        var code: UInt32 = 0
        for length in 1...30 {
            code <<= 1
            for symbol in lengths.indices where lengths[symbol] == length {
                codes[symbol] = code
                code += 1
            }
        }
        return codes
    }()

    /// - Parameters:
    ///   - symbols: 256 is EOS.
    ///   - padding: the bits that fill the last octet; nil: what RFC 7541 §5.2 asks for.
    static func encode(symbols: [Int], padding: [Bool]? = nil) -> [UInt8] {
        var bits: [Bool] = []
        for symbol in symbols {
            for bit in (0..<lengths[symbol]).reversed() {
                bits.append(codes[symbol] >> bit & 1 == 1)
            }
        }
        bits += padding ?? [Bool](repeating: true, count: (8 - bits.count % 8) % 8)
        precondition(bits.count % 8 == 0)
        return stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var octets: [UInt8] = []
        var window: UInt64 = 0
        var count = 0
        for byte in bytes {
            window = window << UInt64(lengths[Int(byte)]) | UInt64(codes[Int(byte)])
            count += lengths[Int(byte)]
            while count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: window >> UInt64(count)))
            }
        }
        if count > 0 {
            octets.append(UInt8(truncatingIfNeeded: window << UInt64(8 - count)) | 0xff >> count)
        }
        return octets
    }
}
