// Conversations nobody would think of: those of the tables, changed at random.

import Testing

@testable import HTTP

@Suite struct ExchangeMutationTests {
    /// Sebastiano Vigna's splitmix64: the same numbers everywhere.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static let seeds = ExchangeCase.all.map(\.input).filter {
        !$0.isEmpty && $0.count < 400
    }

    private static let pieces = [
        "\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "\u{00}", " ", "\t", ":", ",", ";", "0", "5", "f",
        "0\r\n\r\n", "3\r\nabc\r\n", "Content-Length: 5\r\n", "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "Connection: keep-alive\r\n",
        "Expect: 100-continue\r\n", "Via: p\r\n", "Host: a\r\n", "GET / HTTP/1.1\r\n",
        "HTTP/1.0", "HTTP/1.2", "POST ", "X: b\r\n c\r\n", ExchangeCase.get("/m"),
    ].map(latin1)

    private static func mutated(_ random: inout Random) -> [UInt8] {
        var bytes = seeds.randomElement(using: &random)!
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0:
                if place < bytes.count { bytes[place] = .random(in: 0...255, using: &random) }
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3: bytes += seeds.randomElement(using: &random)!
            default: bytes.insert(contentsOf: pieces.randomElement(using: &random)!, at: place)
            }
        }
        return bytes
    }

    /// Several seeds, so that processors share them.
    @Test(arguments: 0..<8)
    func `whatever comes, the rules are kept, and cutting it changes nothing`(_ seed: Int) {
        var random = Random(state: UInt64(seed))
        let room = GuardedRoom()
        for number in 0..<1000 {
            let testCase = ExchangeCase(
                Self.mutated(&random), .allCases.randomElement(using: &random)!)
            let count = testCase.input.count
            let whole = testCase.run(cutAt: [count], in: room)
            var cuts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                Int.random(in: 0...count, using: &random)
            }
            cuts.sort()
            for ends in [Array(0...count), cuts + [count]] {
                let run = testCase.run(cutAt: ends, in: room)
                let isSame = testCase.isSame(run, as: whole.steps, cutAt: ends)
                if isSame, run.violations.isEmpty, whole.violations.isEmpty { continue }
                let input = String(decoding: testCase.input, as: UTF8.self).debugDescription
                Issue.record(
                    """
                    \(seed).\(number) \(testCase.keeping) \(input) cut at \(ends.count) places:
                    \(run.text) \(run.violations), whole: \(whole.text) \(whole.violations)
                    """)
            }
        }
    }
}
