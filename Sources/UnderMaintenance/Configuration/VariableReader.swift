// Reading variables one by one while every finding is kept.

import Kernel

struct VariableReader {
    private let variables: [Environment.Variable]
    private(set) var findings: [Finding] = []

    init(_ variables: [Environment.Variable]) { self.variables = variables }

    /// Without surrounding white space; nil when unset or empty, which is the same to whoever
    /// writes `NAME=${OTHER:-}` in a compose file.
    @inline(never)
    func value(of name: String) -> [UInt8]? {
        // Of two variables of one name the first counts: getenv(3).
        for variable in variables where variable.name.equals(name) {
            let value = Array(variable.value.utf8).trimmed()
            return value.isEmpty ? nil : value
        }
        return nil
    }

    func path(of name: String) -> String? { value(of: name).map { String(bytes: $0) } }

    /// nil when unset, or after a warning.
    mutating func number(of name: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = value(of: name) else { return nil }
        guard let number = value.decimal() else {
            warn(name, value, "not a whole number", "accepted: " + text(of: range))
            return nil
        }
        guard range.contains(number) else {
            warn(name, value, "out of range", "accepted: " + text(of: range))
            return nil
        }
        return number
    }

    /// nil when unset, or after a warning or mistake.
    mutating func choice<Word: Choice>(
        of name: String, _ severity: Finding.Severity = .warning
    ) -> Word? {
        guard let value = value(of: name) else { return nil }
        if let word = Word(value) { return word }
        note(severity, name, value, "no such word", "accepted: " + Word.words)
        return nil
    }

    /// The trimmed items of a comma list; an empty one is for the reader of the item to refuse.
    static func items(of list: [UInt8]) -> [[UInt8]] {
        var items: [[UInt8]] = []
        var item: [UInt8] = []
        for byte in list {
            if byte == UInt8(ascii: ",") {
                items.append(item.trimmed())
                item = []
            } else {
                item.append(byte)
            }
        }
        return items + [item.trimmed()]
    }

    @inline(never)
    mutating func warn(_ name: String, _ value: [UInt8], _ reason: String, _ cure: String) {
        note(.warning, name, value, reason, cure + "; the default is used")
    }

    @inline(never)
    mutating func mistake(_ name: String, _ value: [UInt8], _ reason: String, _ cure: String) {
        note(.mistake, name, value, reason, cure)
    }

    mutating func add(_ others: [Finding]) { findings += others }

    @inline(never)
    private mutating func note(
        _ severity: Finding.Severity, _ name: String, _ value: [UInt8], _ reason: String,
        _ cure: String
    ) {
        findings.append(
            Finding(
                severity: severity, variable: name, value: String(bytes: value), reason: reason,
                cure: cure))
    }

    private func text(of range: ClosedRange<Int>) -> String {
        String(range.lowerBound) + "–" + String(range.upperBound)
    }
}
