// Field blocks of one connection: they are read as nghttp2 reads them.
@testable import HTTP2

/// An input is blocks, each behind two octets that say how long it is, or that it is the last.
enum Decoder: Target {
    static var seeds: [[UInt8]] {
        FieldBlockCase.all.map { testCase in
            testCase.blocks.flatMap {
                [UInt8(truncatingIfNeeded: $0.count >> 8), UInt8(truncatingIfNeeded: $0.count)] + $0
            }
        }
    }

    static var words: [[UInt8]] {
        [
            ":authority", ":method", "content-length", "cookie", "te", "trailers",
            "transfer-encoding",
            "x-forwarded-for", "\u{3F}", "\u{20}",
        ].map(latin1)
    }

    static func run(_ input: [UInt8]) {
        var comparison = DecoderComparison()
        var place = 0
        while place + 2 <= input.count {
            let length = Int(input[place]) << 8 | Int(input[place + 1])
            let end = min(input.count, place + 2 + length)
            guard let difference = comparison.compare(Array(input[place + 2..<end])) else { return }
            precondition(difference.isEmpty, difference)
            place = end
        }
    }
}
