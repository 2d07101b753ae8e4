// What `check` says, for people line by line, or as one JSON document.

import HTTP
import Kernel
import Maintenance

/// Records of named fields, gathered under the name of their kind.
struct Report {
    /// One field: in JSON its name and value, in a line its value between other words.
    struct Field {
        enum Value {
            case text(String)
            case number(Int)
            case list([String])
        }

        let name: StaticString
        let before: StaticString
        let value: Value
        let after: StaticString

        init(
            _ name: StaticString, _ value: Value, _ before: StaticString = "",
            _ after: StaticString = ""
        ) {
            self.name = name
            self.before = before
            self.value = value
            self.after = after
        }
    }

    let isJSON: Bool
    private(set) var text: [UInt8] = []
    private var kind: StaticString?

    init(isJSON: Bool) {
        self.isJSON = isJSON
        if isJSON { text.append("{") }
    }

    /// - Parameters:
    ///   - kind: of the records in JSON, which come one after the other.
    ///   - title: begins the line; nil: a record for machines alone.
    @inline(never)
    mutating func add(_ kind: StaticString, _ title: StaticString?, _ fields: [Field]) {
        guard isJSON else {
            guard let title else { return }
            text.append(title)
            let width = 13
            for _ in title.utf8CodeUnitCount..<max(width, title.utf8CodeUnitCount + 1) {
                text.append(0x20)
            }
            for field in fields {
                if case .list(let words) = field.value, words.isEmpty { continue }
                text.append(field.before)
                appendWords(of: field.value)
                text.append(field.after)
            }
            return text.append(0x0A)
        }
        beginRecord(of: kind)
        for (index, field) in fields.enumerated() {
            if index > 0 { text.append(",") }
            text.append("\"")
            text.append(field.name)
            text.append("\":")
            appendJSON(field.value)
        }
        text.append("}")
    }

    /// Names a kind that may have no record.
    mutating func begin(_ kind: StaticString) {
        guard isJSON else { return }
        endRecords()
        text.append("\"")
        text.append(kind)
        text.append("\":[")
        self.kind = kind
    }

    private mutating func beginRecord(of kind: StaticString) {
        if let current = self.kind, [UInt8](current) == [UInt8](kind) {
            if text.last != UInt8(ascii: "[") { text.append(",") }
        } else {
            begin(kind)
        }
        text.append("{")
    }

    private mutating func endRecords() {
        if kind != nil { text.append("],") }
        kind = nil
    }

    /// A fact about everything.
    @inline(never)
    mutating func add(_ name: StaticString, _ title: StaticString, _ value: Field.Value) {
        guard isJSON else { return add(name, title, [Field(name, value)]) }
        endRecords()
        text.append("\"")
        text.append(name)
        text.append("\":")
        appendJSON(value)
        text.append(",")
    }

    /// The last fact, and the end.
    mutating func conclude(_ name: StaticString, _ title: StaticString, _ value: String) {
        add(name, title, .text(value))
        guard isJSON else { return }
        text.removeLast()
        text.append("}\n")
    }

    private mutating func appendWords(of value: Field.Value) {
        switch value {
        case .text(let word): text += LogLine.printable(word)
        case .number(let number): text += Array(String(number).utf8)
        case .list(let words):
            for (index, word) in words.enumerated() {
                if index > 0 { text.append(" ") }
                text += LogLine.printable(word)
            }
        }
    }

    private mutating func appendJSON(_ value: Field.Value) {
        switch value {
        case .text(let word): appendString(word)
        case .number(let number): text += Array(String(number).utf8)
        case .list(let words):
            text.append("[")
            for (index, word) in words.enumerated() {
                if index > 0 { text.append(",") }
                appendString(word)
            }
            text.append("]")
        }
    }

    private mutating func appendString(_ word: String) {
        text.append("\"")
        text.append(escapedJSON: LogLine.printable(word))
        text.append("\"")
    }
}
