// The Huffman code against the one in the RFC's appendix.
import Testing

@testable import HTTP2

@Suite struct HuffmanCodeTests {
    /// - Parameter room: bytes there are for the text.
    static func decode(
        _ code: [UInt8], room: Int = 1 << 16
    ) throws(CompressionError) -> (text: [UInt8], decoded: HuffmanCode.Decoded) {
        var text = [UInt8](repeating: 0, count: room)
        let decoded = try GuardedBytes(code).withSpan { bytes throws(CompressionError) in
            let room = text.count
            return try text.withUnsafeMutableBufferPointer { text throws(CompressionError) in
                try HuffmanCode.decode(
                    bytes, at: 0..<bytes.count, to: text.baseAddress!, room: room)
            }
        }
        return (Array(text.prefix(decoded.count)), decoded)
    }

    @Test func `the lengths of the codes fill all there is`() {
        // Kraft's sum is one: no sequence of bits is without a meaning.
        let sum = HuffmanEncoder.lengths.reduce(0) { $0 + 1 << (30 - $1) }
        #expect(sum == 1 << 30)
        #expect(HuffmanEncoder.codes[256] == 0x3fff_ffff)
    }

    @Test func `every symbol is decoded alone and behind every other`() throws {
        var wrong: [String] = []
        for first in UInt8.min...UInt8.max {
            if try Self.decode(HuffmanEncoder.encode([first]), room: 8).text != [first] {
                wrong.append("\(first)")
            }
            let pairs = (UInt8.min...UInt8.max).flatMap { [first, $0] }
            if try Self.decode(HuffmanEncoder.encode(pairs), room: 600).text != pairs {
                wrong.append("\(first) before and behind others")
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test func `every symbol is decoded at every offset in an octet`() throws {
        for symbol in UInt8.min...UInt8.max {
            for before in 0..<8 {
                // Codes of five bits move what follows round an octet.
                let text = [UInt8](repeating: UInt8(ascii: "0"), count: before) + [symbol, 0x61]
                #expect(try Self.decode(HuffmanEncoder.encode(text)).text == text)
            }
        }
    }

    @Test func `padding shorter than an octet is the beginning of EOS`() throws {
        // "0" has five bits, so three are left.
        #expect(try Self.decode(HuffmanEncoder.encode(symbols: [0x30])).text == [0x30])
        for wrong in 0..<7 {
            let padding = (0..<3).map { wrong >> (2 - $0) & 1 == 1 }
            // One of them makes another symbol of it, "1" and so on, and then some padding.
            #expect(throws: CompressionError.invalidHuffmanPadding) {
                try Self.decode(HuffmanEncoder.encode(symbols: [0x30], padding: padding))
            }
        }
    }

    /// litespeedtech/ls-hpack#24.
    @Test(arguments: [
        [0xff], [0x07, 0xff], [0xff, 0xff], [0xff, 0xff, 0xff], [0x07, 0xff, 0xff],
    ])
    func `padding of eight bits and more is refused`(_ code: [UInt8]) {
        #expect(throws: CompressionError.invalidHuffmanPadding) { try Self.decode(code) }
    }

    @Test func `EOS is refused wherever it stands`() {
        for symbols in [[256], [0x30, 256], [256, 0x30], [0x61, 256, 0x61, 0x61]] {
            #expect(throws: CompressionError.endOfStringSymbol) {
                try Self.decode(HuffmanEncoder.encode(symbols: symbols))
            }
        }
    }

    @Test func `nothing at all is an empty string`() throws {
        #expect(try Self.decode([]).text.isEmpty)
    }

    @Test func `NUL, LF and CR are noticed and nothing else`() throws {
        for symbol in UInt8.min...UInt8.max {
            let decoded = try Self.decode(HuffmanEncoder.encode([0x61, symbol, 0x61])).decoded
            #expect(decoded.hasForbidden == [0, 10, 13].contains(symbol))
        }
    }

    @Test func `a string larger than the room is measured and not written`() throws {
        let text = [UInt8](repeating: 0x61, count: 100)
        let code = HuffmanEncoder.encode(text)
        for room in 0...101 {
            let (written, decoded) = try Self.decode(code, room: room)
            #expect(decoded.count == 100 && written == Array(text.prefix(room)))
        }
    }
}
