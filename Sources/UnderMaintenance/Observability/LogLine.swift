// One line on standard error: `time=… level=… event=…` and the fields of the event.

import HTTP
import Kernel
import Maintenance

struct LogLine {
    enum Level {
        case info, warning, error

        fileprivate var word: StaticString {
            switch self {
            case .info: "info"
            case .warning: "warning"
            case .error: "error"
            }
        }

        /// LOG_INFO, LOG_WARNING and LOG_ERR of sd-daemon(3).
        fileprivate var priority: StaticString {
            switch self {
            case .info: "<6>"
            case .warning: "<4>"
            case .error: "<3>"
            }
        }
    }

    /// A pipe takes that many bytes whole or not at all (PIPE_BUF), so the lines of several
    /// processes never mix. A field that would make the line longer is left out.
    static let longestLine = 4096
    /// The rest of a longer value is left out.
    static let longestValue = 512

    private static let noScalar = UTF8.encodedReplacementCharacter
    private(set) var bytes: [UInt8] = []

    init(_ level: Level, _ event: StaticString, at time: Int = Clock.unixSeconds()) {
        bytes.reserveCapacity(256)
        if unsafe Log.hasPriorities { bytes.append(level.priority) }
        bytes.append("time=")
        InternetTime.append(time, to: &bytes)
        bytes.append(" level=")
        bytes.append(level.word)
        bytes.append(" event=")
        bytes.append(event)
    }

    mutating func add(_ key: StaticString, _ value: Int) { add(key, String(value)) }

    mutating func add(_ key: StaticString, _ value: StaticString) {
        add(key, String(bytes: [UInt8](value)))
    }

    @inline(never)
    mutating func add(_ key: StaticString, _ value: String) {
        let end = bytes.count
        bytes.append(" ")
        bytes.append(key)
        bytes.append("=")
        if Self.needsQuotes(value) {
            bytes.append("\"")
            appendEscaped(value)
            bytes.append("\"")
        } else {
            appendEscaped(value)
        }
        // One byte is kept for the line feed.
        if bytes.count >= Self.longestLine { bytes.removeLast(bytes.count - end) }
    }

    /// The line with its line feed.
    var text: String { String(bytes: bytes) + "\n" }

    /// Writes the line without waiting: a log that nobody reads must not stop the service.
    /// - Returns: false when the line is lost.
    @discardableResult
    func write() -> Bool {
        Log.write(bytes + [UInt8(ascii: "\n")])
    }

    private static func needsQuotes(_ value: String) -> Bool {
        value.utf8.isEmpty
            || value.unicodeScalars.contains {
                isControl($0) || turnsText($0) || $0 == " " || $0 == "\"" || $0 == "=" || $0 == "\\"
            }
    }

    /// C1 controls are commands to some terminals, as the C0 ones are; and what isn't UTF-8 is shown
    /// like them.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            || SystemText.isForeign(scalar)
    }

    /// A text for a terminal: without anything that would move, colour or turn it round, and otherwise
    /// whole.
    /// - Parameter keepsLines: line feeds and tabs stay.
    static func printable(_ text: String, keepsLines: Bool = false) -> [UInt8] {
        var printable: [UInt8] = []
        for scalar in text.unicodeScalars {
            if keepsLines, scalar == "\n" || scalar == "\t" {
                printable.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                append(scalar, to: &printable)
            }
        }
        return printable
    }

    @inline(never)
    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        let low = UInt8(truncatingIfNeeded: scalar.value)
        if isControl(scalar) {
            bytes.append("\\x")
            bytes.append(hexadecimal: low)
        } else if turnsText(scalar) {
            bytes.append("\\u")
            bytes.append(hexadecimal: UInt8(truncatingIfNeeded: scalar.value >> 8))
            bytes.append(hexadecimal: low)
        } else {
            bytes.append(contentsOf: UTF8.encode(scalar) ?? noScalar)
        }
    }

    /// The separators of lines and paragraphs, which some take for a line's end, and what shows all that
    /// follows in another order (UAX #9 §2): embeddings, overrides, isolates.
    private static func turnsText(_ scalar: Unicode.Scalar) -> Bool {
        (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }

    private mutating func appendEscaped(_ value: String) {
        let start = bytes.count
        for scalar in value.unicodeScalars {
            if bytes.count - start >= Self.longestValue {
                bytes.append("…")
                return
            }
            switch scalar {
            case "\"": bytes.append("\\\"")
            case "\\": bytes.append("\\\\")
            case "\n": bytes.append("\\n")
            case "\r": bytes.append("\\r")
            case "\t": bytes.append("\\t")
            default: Self.append(scalar, to: &bytes)
            }
        }
    }
}
