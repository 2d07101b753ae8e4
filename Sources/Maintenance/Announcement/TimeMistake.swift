// What is wrong with a time that isn't one of RFC 3339, and which was meant.

import HTTP

package enum TimeMistake: Equatable {
    /// Nothing of it looks like one.
    case form
    /// Digits or dashes beyond ASCII.
    case notASCII
    case dateOnly
    /// The same with one would be a time; one by its name.
    case noZone, zoneName
    /// What `meant` puts right.
    case comment, blankBeforeZone, zoneWithoutColon
    /// 24:00, which HTML and ISO 8601 have had.
    case midnight
    /// A field with a number that it can't have.
    case month, day, hour, minute, second, offset

    /// - Parameter value: not a time.
    @inline(never)
    static func of(_ value: [UInt8]) -> TimeMistake {
        for byte in value where byte >= 0x80 { return .notASCII }
        let (text, mistake) = mended(value)
        if isTime(text) { return mistake ?? .form }
        if isTime(text, "Z") { return .noZone }
        if isTime(text, "T00:00Z") { return .dateOnly }
        if isWrong(text, at: 8) { return .day }
        if isWrong(text, at: 5) { return .month }
        if isWrong(text, at: 11) {
            return text[11...].starts(with: "24:00".utf8) ? .midnight : .hour
        }
        if isWrong(text, at: 14) { return .minute }
        if text.count > 16, text[16] == UInt8(ascii: ":"), isWrong(text, at: 17) {
            return .second
        }
        if isWrong(text, at: text.count - 5) || isWrong(text, at: text.count - 2) {
            return .offset
        }
        for end in [16, 19] where end < text.count && text[end].isLetter {
            if isTime(Array(text[..<end]), "Z") { return .zoneName }
        }
        return .form
    }

    /// The time that was meant; nil where nobody knows.
    package static func meant(by value: [UInt8]) -> [UInt8]? {
        let (text, _) = mended(value)
        return isTime(text) ? text : nil
    }

    @inline(never)
    private static func isTime(_ text: [UInt8], _ end: StaticString = "") -> Bool {
        InternetTime.parse((text + [UInt8](end)).span) != nil
    }

    /// Whether it would be a time, or the beginning of one, with another number there.
    @inline(never)
    private static func isWrong(_ text: [UInt8], at start: Int) -> Bool {
        guard start > 4, start + 2 <= text.count, text[start].isDigit, text[start + 1].isDigit
        else { return false }
        var other = text
        // Which any of the fields may have.
        other[start] = UInt8(ascii: "0")
        other[start + 1] = UInt8(ascii: "1")
        return isTime(other) || isTime(other, "Z") || isTime(other, "T00:00Z")
    }

    /// Without what follows a time, and with its zone as it is written.
    @inline(never)
    private static func mended(_ value: [UInt8]) -> (text: [UInt8], mistake: TimeMistake?) {
        var text = value
        var mistake: TimeMistake?
        for mark in [UInt8(ascii: "#"), UInt8(ascii: ";")] {
            guard let start = text.firstIndex(of: mark), start > 0 else { continue }
            text = Array(text[..<start]).trimmed()
            mistake = .comment
        }
        guard let last = text.lastIndex(where: { $0 == 0x20 || $0 == 0x09 }), last >= 16
        else { return withColon(text, mistake) }
        let zone = Array(text[(last + 1)...])
        text = Array(text[..<last]).trimmed()
        text +=
            zone.equalsIgnoringCase("utc") || zone.equalsIgnoringCase("gmt")
            ? [UInt8]("Z") : zone
        return withColon(text, mistake ?? .blankBeforeZone)
    }

    /// `+01:00` of `+0100` and `+01`.
    @inline(never)
    private static func withColon(
        _ text: [UInt8], _ mistake: TimeMistake?
    ) -> (text: [UInt8], mistake: TimeMistake?) {
        let digits = text.suffix { $0.isDigit }
        let sign = text.count - digits.count - 1
        guard sign >= 16, text[sign] == UInt8(ascii: "+") || text[sign] == UInt8(ascii: "-"),
            digits.count == 2 || digits.count == 4
        else { return (text, mistake) }
        let minutes = digits.count == 2 ? [UInt8]("00") : Array(digits.suffix(2))
        let mended = Array(text[..<(sign + 3)]) + [UInt8](":") + minutes
        return (mended, mistake ?? .zoneWithoutColon)
    }
}

extension [UInt8] {
    /// The bytes at the end that are of that kind.
    fileprivate func suffix(_ isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var start = count
        while start > 0, isWanted(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}
