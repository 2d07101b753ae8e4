// One line of the table of bodies, and how it is read at every split.
import Testing

@testable import HTTP

/// Bytes after a head, framing, verdict, words.
struct BodyCase: CustomTestStringConvertible {
    enum Verdict: Equatable {
        /// The body ends after so many bytes.
        case ends(Int)
        case refused(BodyError)
        case incomplete
    }

    let text: String
    let verdict: Verdict
    let words: String
    var framing = BodyFraming.chunked

    init(_ text: String, _ verdict: Verdict, _ words: String) {
        (self.text, self.verdict, self.words) = (text, verdict, words)
    }

    init(_ framing: BodyFraming, _ text: String, _ verdict: Verdict, _ words: String) {
        self.init(text, verdict, words)
        self.framing = framing
    }

    var testDescription: String { words }

    /// What the reader says of bytes that come in these pieces.
    func judge(_ pieces: [ArraySlice<UInt8>]) -> Verdict {
        var reader = BodyReader(framing)
        var taken = 0
        do throws(BodyError) {
            for piece in pieces {
                let guarded = GuardedBytes(piece)
                let count = try guarded.withSpan { span throws(BodyError) in
                    try reader.consume(span)
                }
                taken += count
                if count < piece.count { break }
            }
        } catch {
            return .refused(error)
        }
        return reader.isComplete ? .ends(taken) : .incomplete
    }
}
