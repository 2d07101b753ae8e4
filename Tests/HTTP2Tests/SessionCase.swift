// One line of the tables of sessions, and how it is judged at every split.
import HTTP
import Testing

@testable import HTTP2

/// Octets, what comes of them, words, and the section it stands for.
struct SessionCase: CustomTestStringConvertible {
    let bytes: [UInt8]
    let outcome: [String]
    let words: String
    let section: String

    static let all =
        prefaces + frames + requests + blocks + bodies + states + settings + controls + windows

    var testDescription: String { "\(words) (\(section))" }

    /// Frames behind a client's preface and SETTINGS. Every answer is a HEADERS frame alone.
    init(
        _ frames: [UInt8]..., is outcome: String..., words: String, _ section: String
    ) {
        bytes = preface + frames.flatMap { $0 }
        self.outcome = outcome
        self.words = words
        self.section = section
    }

    /// Octets as they are.
    static func raw(
        _ bytes: [UInt8], _ outcome: [String], _ words: String, _ section: String
    ) -> SessionCase {
        SessionCase(raw: bytes, outcome, words, section)
    }

    private init(raw: [UInt8], _ outcome: [String], _ words: String, _ section: String) {
        bytes = raw
        self.outcome = outcome
        self.words = words
        self.section = section
    }

    /// What we say when the octets come in pieces, without our own SETTINGS and what acknowledges
    /// the client's first.
    static func judge(_ bytes: [UInt8], cutAt cuts: some Sequence<Int>) -> [String] {
        let connection = TestConnection(opening: [])
        var start = 0
        for cut in cuts {
            connection.receive(Array(bytes[start..<cut]))
            start = cut
        }
        connection.receive(Array(bytes[start...]))
        var words = connection.words
        precondition(words[0] == "settings" && words[1].hasPrefix("window 0"))
        words.removeFirst(2)
        if words.first == "ack" { words.removeFirst() }
        if connection.isEnded, words.last?.hasPrefix("goaway") != true { words.append("end") }
        return words
    }
}
