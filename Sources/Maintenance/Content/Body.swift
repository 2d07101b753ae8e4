// The content of an answer.

/// In the form in which it is sent.
package enum Body {
    /// Copied behind its head, so that both leave in one write. In the pieces it was put together
    /// from, because the pages of all languages share one.
    case pieces([[UInt8]])
    /// Two pieces with the seconds of Retry-After between them, which each answer has its own of.
    case countdown(before: [UInt8], after: [UInt8])
    /// Too large for that: sent from where it lies, piece by piece, however slowly it is read.
    case large([[UInt8]])

    static let empty = Body.pieces([])

    /// A body up to this many bytes is copied.
    package static let copiedBytes = 16 * 1024

    /// Bytes that the seconds take, with spaces behind them, which neither JSON nor a number in XML
    /// minds.
    static let secondsWidth = 10

    init(_ content: [UInt8]) { self.init([content]) }

    init(_ pieces: [[UInt8]]) {
        self = Self.count(pieces) <= Self.copiedBytes ? .pieces(pieces) : .large(pieces)
    }

    /// Bytes.
    package var count: Int {
        switch self {
        case .pieces(let pieces), .large(let pieces): Self.count(pieces)
        case .countdown(let before, let after): before.count + Self.secondsWidth + after.count
        }
    }

    private static func count(_ pieces: [[UInt8]]) -> Int {
        var count = 0
        for piece in pieces { count += piece.count }
        return count
    }
}

/// What of a large body goes out next.
package struct BodyPart {
    package let piece: [UInt8]
    /// Bytes of the piece that have gone.
    package let sent: Int
    /// Whether nothing follows the piece.
    package let isLast: Bool

    /// - Parameter offset: bytes of the body that have gone.
    /// - Returns: nil when that is all of it.
    init?(_ pieces: [[UInt8]], from offset: Int) {
        var start = 0
        for (index, piece) in pieces.enumerated() {
            if offset - start < piece.count {
                self.piece = piece
                sent = offset - start
                isLast = index == pieces.count - 1
                return
            }
            start += piece.count
        }
        return nil
    }
}
