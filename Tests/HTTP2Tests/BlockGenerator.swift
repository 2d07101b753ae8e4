// Field blocks as peers make them, and as they don't.
import HTTP

@testable import HTTP2

/// Numbers that are the same in every run (SplitMix64).
struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var number = state
        number = (number ^ number >> 30) &* 0xbf58_476d_1ce4_e5b9
        number = (number ^ number >> 27) &* 0x94d0_49bb_1331_11eb
        return number ^ number >> 31
    }

    /// Below the bound.
    mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: next() % UInt64(bound)) }

    /// Once in so many times.
    mutating func once(in times: Int) -> Bool { below(times) == 0 }
}

/// Blocks of one connection. It doesn't know what is in the table; it knows how much may be.
struct BlockGenerator {
    var numbers: Numbers
    /// What the peer last made the size of the table.
    private var limit = DynamicTable.largestSize

    init(seed: UInt64) { numbers = Numbers(state: seed) }

    private static let names: [[UInt8]] =
        (1...StaticTable.count).map {
            Array("\(StaticTable.row(at: $0).name)".utf8)
        }
        + KnownField.allCases.map { Array("\($0.name)".utf8) }
        + [
            "te", "x", "X", "x-request-id", "cookie", "connection", ":protocol", "", "a b",
            "upgrade",
        ]
        .map { Array($0.utf8) }

    private static let values: [[UInt8]] = [
        "", "/", "GET", "https", "www.example.com", "trailers", "gzip, deflate, br", " a", "a\t",
        "a\0",
        "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Mozilla/5.0 (X11; Linux x86_64)",
        "a\r\nb",
    ].map { Array($0.utf8) }

    /// - Parameter count: entries there are in the table.
    mutating func block(tableCount count: Int) -> [UInt8] {
        var block: [UInt8] = []
        var count = count
        if numbers.once(in: 12) {
            for _ in 0...numbers.below(2) {
                let sizes = [0, 32, 60, 200, 1000, 4095, 4096]
                limit = sizes[numbers.below(sizes.count)]
                append(limit, prefix: 5, 0x20, to: &block)
            }
        }
        for _ in 0..<numbers.below(7) {
            switch numbers.below(8) {
            case 0...3: append(1 + index(count), prefix: 7, 0x80, to: &block)
            case 4...5:
                appendLiteral(count, prefix: 6, 0x40, to: &block)
                // Or fewer, if some had to go; then an index is wrong, which is a case too.
                if limit > 200 { count += 1 }
            case 6: appendLiteral(count, prefix: 4, 0x00, to: &block)
            default: appendLiteral(count, prefix: 4, 0x10, to: &block)
            }
        }
        return block
    }

    /// Breaks a block somewhere.
    mutating func mutate(_ block: inout [UInt8]) {
        for _ in 0...numbers.below(3) where !block.isEmpty {
            let place = numbers.below(block.count)
            switch numbers.below(6) {
            case 0: block[place] = UInt8(truncatingIfNeeded: numbers.next())
            case 1: block[place] ^= 1 << UInt8(numbers.below(8))
            case 2: block.remove(at: place)
            case 3: block.insert(UInt8(truncatingIfNeeded: numbers.next()), at: place)
            case 4: block.removeLast(block.count - place)
            default:
                let end = min(block.count, place + numbers.below(20))
                block.insert(contentsOf: block[place..<end], at: numbers.below(block.count))
            }
        }
    }

    private mutating func index(_ count: Int) -> Int {
        numbers.once(in: 40)
            ? numbers.below(200)
            : count > 0 && !numbers.once(in: 3)
                ? StaticTable.count + numbers.below(count) : numbers.below(StaticTable.count)
    }

    private mutating func appendLiteral(
        _ count: Int, prefix: Int, _ pattern: UInt8, to block: inout [UInt8]
    ) {
        if numbers.once(in: 2) {
            append(1 + index(count), prefix: prefix, pattern, to: &block)
        } else {
            block.append(pattern)
            appendString(
                numbers.once(in: 30) ? random(20) : Self.names[numbers.below(Self.names.count)],
                to: &block)
        }
        if numbers.once(in: 3) {
            let lengths = [3, 10, 130, 300, numbers.once(in: 8) ? 5000 : 50]
            appendString(random(lengths[numbers.below(lengths.count)]), to: &block)
        } else {
            appendString(Self.values[numbers.below(Self.values.count)], to: &block)
        }
    }

    private mutating func random(_ bound: Int) -> [UInt8] {
        let isText = !numbers.once(in: 3)
        return (0..<numbers.below(bound)).map { _ in
            isText ? UInt8(32 + numbers.below(95)) : UInt8(truncatingIfNeeded: numbers.next())
        }
    }

    private mutating func appendString(_ string: [UInt8], to block: inout [UInt8]) {
        let isCoded = numbers.once(in: 2)
        let octets = isCoded ? HuffmanEncoder.encode(string) : string
        append(octets.count, prefix: 7, isCoded ? 0x80 : 0, to: &block)
        block += octets
    }

    private func append(
        _ number: Int, prefix: Int, _ pattern: UInt8, to block: inout [UInt8]
    ) {
        let mask = 1 << prefix - 1
        if number < mask { return block.append(pattern | UInt8(number)) }
        block.append(pattern | UInt8(mask))
        var rest = number - mask
        while rest >= 0x80 {
            block.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        block.append(UInt8(rest))
    }
}
