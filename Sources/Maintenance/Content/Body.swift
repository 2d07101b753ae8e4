// The content of an answer.

/// In the form in which it is sent.
package enum Body {
    /// Copied behind its head, so that both leave in one write. In the pieces it was put together
    /// from, because the pages of all languages share one.
    case pieces([[UInt8]])
    /// Two pieces with the seconds of Retry-After between them, which each answer has its own of.
    case countdown(before: [UInt8], after: [UInt8])
    /// Too large for that: sent from where it lies, however slowly it is read.
    case whole([UInt8])

    static let empty = Body.pieces([])

    /// A body up to this many bytes is copied.
    package static let copiedBytes = 16 * 1024

    /// Bytes that the seconds take, with spaces behind them, which neither JSON nor a number in XML
    /// minds.
    static let secondsWidth = 10

    init(_ content: [UInt8]) { self.init([content]) }

    init(_ pieces: [[UInt8]]) {
        var whole: [UInt8] = []
        if Self.count(pieces) <= Self.copiedBytes {
            self = .pieces(pieces)
        } else if pieces.count == 1 {
            self = .whole(pieces[0])
        } else {
            whole.reserveCapacity(Self.count(pieces))
            for piece in pieces { whole += piece }
            self = .whole(whole)
        }
    }

    /// Bytes.
    package var count: Int {
        switch self {
        case .pieces(let pieces): Self.count(pieces)
        case .countdown(let before, let after): before.count + Self.secondsWidth + after.count
        case .whole(let content): content.count
        }
    }

    private static func count(_ pieces: [[UInt8]]) -> Int {
        var count = 0
        for piece in pieces { count += piece.count }
        return count
    }
}
