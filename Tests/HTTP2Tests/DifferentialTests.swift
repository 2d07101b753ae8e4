// The decoder beside nghttp2's, on blocks that are right and blocks that are broken.
//
// `make differential` goes on for longer.
import Glibc
import HTTP
import Testing

@testable import HTTP2

@Suite struct DifferentialTests {
    private static let blocks = getenv("BLOCKS").flatMap { Int(String(cString: $0)) } ?? 20_000

    @Test func `the decoder says what nghttp2's says`() {
        var done = 0
        var refused = 0
        var seed: UInt64 = 0
        while done < Self.blocks {
            seed += 1
            var generator = BlockGenerator(seed: seed)
            var comparison = DecoderComparison()
            while done < Self.blocks {
                var block = generator.block(tableCount: comparison.tableCount)
                if generator.numbers.once(in: 4) { generator.mutate(&block) }
                done += 1
                guard let difference = comparison.compare(block) else {
                    refused += 1
                    break
                }
                if !difference.isEmpty {
                    Issue.record("seed \(seed), block \(block): \(difference)")
                    return
                }
                // A connection doesn't go on for ever, and a fresh table is a case of its own.
                if generator.numbers.once(in: 40) { break }
            }
        }
        // Both kinds were there.
        #expect(refused > done / 20 && refused < done / 2)
    }
}
