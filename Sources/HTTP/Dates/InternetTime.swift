// Moments as configuration and documents write them.

/// RFC 3339. Times are seconds since 1970-01-01 00:00 UTC.
package enum InternetTime {
    /// Unix time of `2026-11-22T18:00:00+01:00`; nil if it isn't one or no such date exists. The
    /// seconds may be missing, as in HTML's local dates; fractions of one are left out; 60 is a leap
    /// second and counts as the next one.
    package static func parse(_ text: Span<UInt8>) -> Int? {
        guard text.count >= 17, text.has("-", at: 4), text.has("-", at: 7),
            text.hasName("t", at: 10) || text.has(" ", at: 10), text.has(":", at: 13),
            let year = text.number(at: 0, count: 4),
            let month = text.number(at: 5, count: 2), let day = text.number(at: 8, count: 2),
            let hour = text.number(at: 11, count: 2), hour <= 23,
            let minute = text.number(at: 14, count: 2), minute <= 59,
            let days = CivilDate.days(year: year, month: month, day: day)
        else { return nil }
        var index = 16
        var second = 0
        if text[index] == UInt8(ascii: ":") {
            guard text.count >= 20, let written = text.number(at: 17, count: 2), written <= 60
            else { return nil }
            second = written
            index = 19
        }
        if index == 19, index < text.count, text[index] == UInt8(ascii: ".") {
            let point = index
            index += 1
            while index < text.count, text[index].isDigit { index += 1 }
            if index == point + 1 { return nil }
        }
        guard let offset = offset(text, at: index) else { return nil }
        return days * 86_400 + hour * 3600 + minute * 60 + second - offset
    }

    /// `2026-11-22T17:00:00Z`
    package static func append(_ unixTime: Int, to bytes: inout [UInt8]) {
        let date = CivilDate(unixTime: unixTime)
        append(date.year / 100, "", to: &bytes)
        append(date.year % 100, "-", to: &bytes)
        append(date.month, "-", to: &bytes)
        append(date.day, "T", to: &bytes)
        append(date.secondOfDay / 3600, ":", to: &bytes)
        append(date.secondOfDay / 60 % 60, ":", to: &bytes)
        append(date.secondOfDay % 60, "Z", to: &bytes)
    }

    /// Two digits and what follows them.
    @inline(never)
    private static func append(_ number: Int, _ end: StaticString, to bytes: inout [UInt8]) {
        bytes.append(UInt8(0x30 + number / 10 % 10))
        bytes.append(UInt8(0x30 + number % 10))
        if end.utf8CodeUnitCount > 0 { bytes.append(end.byte(at: 0)) }
    }

    /// Seconds east of UTC: `Z`, or hours and minutes, to the end of the text.
    private static func offset(_ text: Span<UInt8>, at index: Int) -> Int? {
        if text.count == index + 1, text.hasName("z", at: index) { return 0 }
        guard text.count == index + 6, text.has(":", at: index + 3),
            text.has("+", at: index) || text.has("-", at: index),
            let hours = text.number(at: index + 1, count: 2), hours <= 23,
            let minutes = text.number(at: index + 4, count: 2), minutes <= 59
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        return text.has("-", at: index) ? -seconds : seconds
    }
}
