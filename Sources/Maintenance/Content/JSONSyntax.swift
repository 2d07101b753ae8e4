// Whether a text is JSON.

import HTTP

/// RFC 8259, read once through; nothing is kept of it.
struct JSONSyntax {
    private let bytes: [UInt8]
    private var index = 0

    /// Arrays and objects within each other; browsers give up a little later.
    private static let deepest = 512

    /// - Returns: nil if it is JSON; else the line, counted from 1, at which it is no more.
    static func firstBadLine(of bytes: [UInt8]) -> Int? {
        var syntax = JSONSyntax(bytes)
        if syntax.value(0), syntax.next() == nil { return nil }
        return 1 + bytes[..<min(syntax.index, bytes.count)].count { $0 == 0x0A }
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next byte that is no white space.
    private mutating func next() -> UInt8? {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return bytes[index]
            }
        }
        return nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next() == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(_ depth: Int) -> Bool {
        switch next() {
        case UInt8(ascii: "{"):
            return list(UInt8(ascii: "}"), depth) {
                $0.next() == UInt8(ascii: "\"") && $0.string() && $0.take(UInt8(ascii: ":"))
                    && $0.value(depth + 1)
            }
        case UInt8(ascii: "["): return list(UInt8(ascii: "]"), depth) { $0.value(depth + 1) }
        case UInt8(ascii: "\""): return string()
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return number()
        }
    }

    private mutating func list(
        _ end: UInt8, _ depth: Int, _ item: (inout JSONSyntax) -> Bool
    ) -> Bool {
        guard depth < Self.deepest else { return false }
        index += 1
        if take(end) { return true }
        repeat {
            guard item(&self) else { return false }
        } while take(UInt8(ascii: ","))
        return take(end)
    }

    private mutating func word(_ word: StaticString) -> Bool {
        let word = [UInt8](word)
        guard bytes[index...].starts(with: word) else { return false }
        index += word.count
        return true
    }

    private mutating func string() -> Bool {
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"): guard escape() else { return false }
            case ..<0x20:
                index -= 1
                return false
            default: break
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard index < bytes.count else { return false }
        let byte = bytes[index]
        index += 1
        if byte != UInt8(ascii: "u") { return [UInt8]("\"\\/bfnrt").contains(byte) }
        guard index + 4 <= bytes.count else { return false }
        for digit in bytes[index..<index + 4]
        where !digit.isDigit && !(digit.isLetter && digit.lowercased <= UInt8(ascii: "f")) {
            return false
        }
        index += 4
        return true
    }

    private mutating func number() -> Bool {
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        let start = index
        guard digits() else { return false }
        if bytes[start] == UInt8(ascii: "0"), index > start + 1 { return false }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard digits() else { return false }
        }
        if index < bytes.count, bytes[index].lowercased == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == 0x2D {
                index += 1
            }
            guard digits() else { return false }
        }
        return true
    }

    /// One at least.
    private mutating func digits() -> Bool {
        let start = index
        while index < bytes.count, bytes[index].isDigit { index += 1 }
        return index > start
    }
}
