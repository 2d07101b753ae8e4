// One line of the tables of field blocks, and how it is judged.
import HTTP
import Testing

@testable import HTTP2

/// Blocks of one connection, the verdict on the last, words, and the section it stands for.
struct FieldBlockCase: CustomTestStringConvertible {
    enum Verdict: Equatable {
        /// The fields in the words of `describe`, then the size of the table.
        case fields([String], table: Int)
        case refused(CompressionError)
    }

    let blocks: [[UInt8]]
    let verdict: Verdict
    let words: String
    let section: String

    static let all = examples + integers + strings + tables + meanings

    var testDescription: String { "\(words) (\(section))" }

    /// - Parameter blocks: in hexadecimal; spaces don't matter, and `'text'` stands for itself.
    init(
        _ blocks: String..., is verdict: Verdict, _ words: String, _ section: String
    ) {
        self.blocks = blocks.map(octets)
        self.verdict = verdict
        self.words = words
        self.section = section
    }

    /// The verdict of a fresh decoder on the last block.
    static func judge(_ blocks: [[UInt8]]) -> Verdict {
        var table = DynamicTable()
        let text = FieldText()
        do throws(CompressionError) {
            for block in blocks.dropLast() { _ = try describe(block, &table, text) }
            let fields = try describe(blocks[blocks.count - 1], &table, text)
            return .fields(fields, table: table.size)
        } catch {
            return .refused(error)
        }
    }

    /// Each field as its name's meaning, its sizes, and the value if it is kept. A field that
    /// breaks a rule has an exclamation mark.
    static func describe(
        _ block: some Collection<UInt8>, _ table: inout DynamicTable, _ text: FieldText
    ) throws(CompressionError) -> [String] {
        text.removeAll()
        return try GuardedBytes(block).withSpan { block throws(CompressionError) in
            var fields: [String] = []
            var decoder = FieldDecoder()
            while let field = try decoder.next(of: block, &table, text, keeps: true) {
                var words = describe(field.name)
                if field.name.keepsValue {
                    words += "=" + text.withSpan { ascii($0, field.value) }
                } else {
                    words += " \(field.nameCount)+\(field.valueCount)"
                }
                fields.append(field.isValid || field.name == .invalid ? words : words + " !")
            }
            return fields
        }
    }

    static func describe(_ name: FieldName) -> String {
        switch name {
        case .method: ":method"
        case .scheme: ":scheme"
        case .authority: ":authority"
        case .path: ":path"
        case .otherPseudo: "pseudo"
        case .connectionSpecific: "connection"
        case .transferOptions: "te"
        case .other: "other"
        case .invalid: "invalid"
        default: "\(name.field?.name ?? "?")"
        }
    }
}

func ascii(_ bytes: Span<UInt8>, _ range: ByteRange) -> String {
    var text = ""
    for index in range.indices { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
    return text
}

/// Hexadecimal digits in pairs; what stands in apostrophes is taken as it is.
func octets(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var isQuoted = false
    var high: UInt8?
    for scalar in text.unicodeScalars {
        if scalar == "'" {
            isQuoted.toggle()
        } else if isQuoted {
            bytes.append(UInt8(scalar.value))
        } else if let digit = UInt8(String(scalar), radix: 16) {
            if let upper = high {
                bytes.append(upper << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
    }
    precondition(high == nil && !isQuoted, "whole octets: \(text)")
    return bytes
}
