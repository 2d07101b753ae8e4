// What `check` says, for people line by line, or as one JSON document.

import HTTP
import Kernel
import Maintenance

/// Records of named fields, gathered under the name of their kind. In JSON a field is its name and value,
/// in a line its value between other words.
struct Report {
    let isJSON: Bool
    private(set) var text: [UInt8] = []
    private var kind: StaticString?
    /// Where the fields of the record begin.
    private var start = 0

    init(isJSON: Bool) {
        self.isJSON = isJSON
        if isJSON { text.append("{") }
    }

    /// Names a kind that may have no record.
    mutating func begin(_ kind: StaticString) {
        guard isJSON else { return }
        endRecords()
        appendName(kind)
        text.append("[")
        self.kind = kind
    }

    /// - Parameters:
    ///   - kind: of the records in JSON, which come one after the other.
    ///   - title: begins the line.
    @inline(never)
    mutating func open(_ kind: StaticString, _ title: StaticString) {
        if isJSON {
            if let current = self.kind, [UInt8](current) == [UInt8](kind) {
                if text.last != UInt8(ascii: "[") { text.append(",") }
            } else {
                begin(kind)
            }
            text.append("{")
        } else {
            appendTitle(title)
        }
        start = text.count
    }

    /// - Parameters:
    ///   - value: nil is `null`, and nothing in a line.
    ///   - before: left out in front of the first.
    @inline(never)
    mutating func field(
        _ name: StaticString, _ value: String?, _ before: StaticString = "",
        _ after: StaticString = ""
    ) {
        if isJSON {
            beginField(name)
            appendJSON(value)
        } else if let value {
            if text.count > start { text.append(before) }
            text += LogLine.printable(value)
            text.append(after)
        }
    }

    @inline(never)
    mutating func field(
        _ name: StaticString, number: Int, _ before: StaticString = "", _ after: StaticString = ""
    ) {
        guard isJSON else { return field(name, String(number), before, after) }
        beginField(name)
        text.append(decimal: number)
    }

    /// Those of a line have blanks between them.
    @inline(never)
    mutating func field(_ name: StaticString, list: [String], _ before: StaticString = "") {
        guard isJSON else { return field(name, list.isEmpty ? nil : .joined(list), before) }
        beginField(name)
        text.append("[")
        for (index, word) in list.enumerated() {
            if index > 0 { text.append(",") }
            appendJSON(word)
        }
        text.append("]")
    }

    /// Ends the record.
    mutating func close() { text.append(isJSON ? "}" : "\n") }

    /// A fact about everything.
    /// - Parameter value: nil is `null`, and no line.
    @inline(never)
    mutating func add(_ name: StaticString, _ title: StaticString, _ value: String?) {
        if isJSON {
            endRecords()
            appendName(name)
            appendJSON(value)
            text.append(",")
        } else if let value {
            appendTitle(title)
            text += LogLine.printable(value)
            text.append("\n")
        }
    }

    mutating func add(_ name: StaticString, _ title: StaticString, number: Int) {
        guard isJSON else { return add(name, title, String(number)) }
        endRecords()
        appendName(name)
        text.append(decimal: number)
        text.append(",")
    }

    /// The last fact, and the end.
    mutating func conclude(_ name: StaticString, _ title: StaticString, _ value: String) {
        add(name, title, value)
        guard isJSON else { return }
        text.removeLast()
        text.append("}\n")
    }

    private mutating func endRecords() {
        if kind != nil { text.append("],") }
        kind = nil
    }

    private mutating func beginField(_ name: StaticString) {
        if text.count > start { text.append(",") }
        appendName(name)
    }

    @inline(never)
    private mutating func appendName(_ name: StaticString) {
        text.append("\"")
        text.append(name)
        text.append("\":")
    }

    @inline(never)
    private mutating func appendTitle(_ title: StaticString) {
        text.append(title)
        let width = 13
        for _ in title.utf8CodeUnitCount..<max(width, title.utf8CodeUnitCount + 1) {
            text.append(0x20)
        }
    }

    @inline(never)
    private mutating func appendJSON(_ value: String?) {
        guard let value else { return text.append("null") }
        text.append("\"")
        text.append(escapedJSON: LogLine.printable(value, keepsLines: true))
        text.append("\"")
    }
}
