// Reading variables one by one, by their rows in the table, while every finding is kept.

import HTTP
import Kernel
import TLS

struct VariableReader {
    private let variables: [Environment.Variable]
    private var noted: [Finding] = []

    init(_ variables: [Environment.Variable]) { self.variables = variables }

    /// In the order of the table.
    var findings: [Finding] {
        var sorted: [Finding] = []
        for variable in Variable.allCases {
            for finding in noted where finding.subject == variable { sorted.append(finding) }
        }
        return sorted
    }

    /// What is written, without white space and quotation marks round it; nil when unset or empty,
    /// which is the same to whoever writes `NAME=${OTHER:-}` in a compose file.
    @inline(never)
    func value(of variable: Variable) -> [UInt8]? {
        let name = variable.name
        // Of two variables of one name the first counts: getenv(3).
        for candidate in variables where candidate.name.equals(name) {
            let value = Array(candidate.value.utf8).unquoted()
            return value.isEmpty ? nil : value
        }
        return nil
    }

    func path(_ variable: Variable) -> String? { value(of: variable).map { String(bytes: $0) } }

    /// What is written within the bounds, else the default.
    mutating func number(_ variable: Variable) -> Int {
        let standard = Array(variable.row.standard.utf8)
        guard let number = optionalNumber(variable) ?? standard.decimal() else {
            preconditionFailure("a row with a number for its default")
        }
        return number
    }

    /// The same where the default is found out; nil: it is to be.
    @inline(never)
    mutating func optionalNumber(_ variable: Variable) -> Int? {
        guard let value = value(of: variable) else { return nil }
        guard let number = value.decimal() else {
            note(variable, value, value.isNegative ? .outOfRange : .notWholeNumber)
            return nil
        }
        guard variable.bounds.contains(number) else {
            note(variable, value, .outOfRange)
            return nil
        }
        return number
    }

    /// Bytes: digits, and K, M or G behind them, which are powers of 1024; `Mi`, `MB` and `MiB` are
    /// the same.
    mutating func optionalSize(_ variable: Variable) -> Int? {
        guard let value = value(of: variable) else { return nil }
        guard case .size(let bounds) = variable.row.form else {
            preconditionFailure("a row with a size")
        }
        var digits = value
        for letter in "bi".utf8 where digits.count > 1 && digits.last.map({ $0 | 0x20 }) == letter {
            digits.removeLast()
        }
        let shift =
            switch digits.last.map({ $0 | 0x20 }) {
            case UInt8(ascii: "k"): 10
            case UInt8(ascii: "m"): 20
            case UInt8(ascii: "g"): 30
            default: 0
            }
        if shift > 0 { digits.removeLast() }
        guard let number = digits.trimmed().decimal() else {
            note(variable, value, digits.trimmed().isNegative ? .outOfRange : .notSize)
            return nil
        }
        guard number <= bounds.upperBound >> shift, bounds.contains(number << shift) else {
            note(variable, value, .outOfRange)
            return nil
        }
        return number << shift
    }

    mutating func choice<Word: Choice>(_ variable: Variable) -> Word {
        let written = word(variable)
        for choice in Word.allCases where choice.word.equals(written) { return choice }
        preconditionFailure("a row with the words of its type")
    }

    mutating func isOn(_ variable: Variable) -> Bool { word(variable).equals("on") }

    /// One of the row's words.
    @inline(never)
    private mutating func word(_ variable: Variable) -> String {
        let row = variable.row
        guard case .choice(let words) = row.form else { preconditionFailure("a row with words") }
        guard let value = value(of: variable) else { return row.standard }
        for word in words where value.equalsIgnoringCase(word) { return word }
        if let written = value.switchWord {
            for word in words where word.equals(written) { return word }
        }
        if variable == .tlsMinimumVersion {
            for word in words where Self.version(value) == Self.version(Array(word.utf8)) {
                return word
            }
        }
        // What can't be read turns nothing on.
        let isOn = row.standard.equals("on")
        note(variable, value, .noSuchWord, isOn ? .off : .standard)
        return isOn ? "off" : row.standard
    }

    /// The digits of `TLSv1.2`, `tls12`, `VersionTLS12`, `TLS 1.2`.
    private static func version(_ value: [UInt8]) -> [UInt8] {
        var text = value.map { $0.lowercased }
        for prefix in ["version", "tls"] where text.hasPrefix(prefix) {
            text.removeFirst(prefix.utf8.count)
        }
        text = text.trimmed()
        if text.hasPrefix("v") { text.removeFirst() }
        return text.filter { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "_") }
    }

    /// The trimmed items of a comma list; an empty one is for the reader of the item to refuse.
    static func items(of list: [UInt8]) -> [[UInt8]] {
        var items: [[UInt8]] = []
        var item: [UInt8] = []
        for byte in list {
            if byte == UInt8(ascii: ",") {
                items.append(item.unquoted())
                item = []
            } else {
                item.append(byte)
            }
        }
        return items + [item.unquoted()]
    }

    /// - Parameter value: what was written; of a list, the item.
    @inline(never)
    mutating func note(
        _ variable: Variable, _ value: [UInt8], _ refusal: Refusal,
        _ effect: Finding.Effect = .standard
    ) {
        noted.append(Finding(variable, value, refusal, effect))
    }

    /// An item of a list that isn't taken. Where it is several, that is what is wrong with it.
    @inline(never)
    mutating func note(
        _ variable: Variable, item: [UInt8], _ refusal: Refusal,
        _ effect: Finding.Effect = .standard
    ) {
        let parts = item.parts()
        let isList = parts.count > 1 && parts.allSatisfy { variable.isItem($0) }
        note(variable, item, isList ? .withoutCommas(.joined(parts, by: ",")) : refusal, effect)
    }

    /// Whether something has been said about it.
    func hasNoted(_ variable: Variable) -> Bool { noted.contains { $0.subject == variable } }

    /// A warning about a value that costs nothing but itself.
    @inline(never)
    mutating func warn(_ variable: Variable, _ value: [UInt8], _ refusal: Refusal) {
        noted.append(Finding(warning: variable, value, refusal))
    }
}

extension Variable {
    var isPath: Bool { if case .path = row.form { true } else { false } }

    /// Whether it stands for one thing of a list.
    fileprivate func isItem(_ text: [UInt8]) -> Bool {
        switch row.form {
        case .origins: Origin.canonical(text) != nil
        case .networks: AddressRange.parse(text.span) != nil
        case .names: Certificate.Name(text.span) != nil
        default: false
        }
    }

    /// Of a number.
    var bounds: ClosedRange<Int> {
        guard case .number(let bounds) = row.form else { preconditionFailure("a row with bounds") }
        return bounds
    }

    /// Bytes of a text or a link.
    var longest: Int {
        switch row.form {
        case .text(let longest), .link(let longest): return longest
        default: preconditionFailure("a row with a text")
        }
    }
}

/// A closed set of words.
protocol Choice: CaseIterable {
    var word: String { get }
}

extension Choice {
    /// In the order in which they are named to whoever wrote another.
    static var words: [String] { allCases.map { $0.word } }
}

extension TLSSettings.MinimumVersion: Choice {
    static var allCases: [TLSSettings.MinimumVersion] { [.tls12, .tls13] }

    var word: String {
        switch self {
        case .tls12: "1.2"
        case .tls13: "1.3"
        }
    }
}

/// How requests are logged: not at all, JSON objects, or NCSA's Common Log Format.
enum AccessLogFormat: Choice {
    case off, json, common

    var word: String {
        switch self {
        case .off: "off"
        case .json: "json"
        case .common: "common"
        }
    }
}
