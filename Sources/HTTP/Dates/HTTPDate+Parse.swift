// Reading the three forms of HTTP dates.

extension HTTPDate {
    /// Unix time of IMF-fixdate, or of the two obsolete forms; nil if it is none of them or no
    /// such date exists. Day names must exist, but nobody checks that they are the date's.
    ///
    /// - Parameter now: Unix time by which a year of two digits is understood.
    package static func parse(_ bytes: Span<UInt8>, now: Int) -> Int? {
        guard bytes.count >= 24 else { return nil }
        for weekday in 0..<7 {
            let long = DateNames.longWeekday(weekday)
            if starts(with: long, then: ",", bytes) {
                return parseRFC850(bytes, from: long.utf8CodeUnitCount + 1, now: now)
            }
            let short = DateNames.weekday(weekday)
            if starts(with: short, then: ",", bytes) { return parseIMFFixdate(bytes) }
            if starts(with: short, then: " ", bytes) { return parseAsctime(bytes) }
        }
        return nil
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func parseIMFFixdate(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count == 29, bytes.has(" ", at: 4), bytes.has(" ", at: 7),
            bytes.has(" ", at: 11), bytes.has(" ", at: 16), bytes.has(" GMT", at: 25),
            let day = bytes.number(at: 5, count: 2), let month = month(bytes, at: 8),
            let year = bytes.number(at: 12, count: 4)
        else { return nil }
        return unixTime(year, month, day, clock(bytes, at: 17))
    }

    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    private static func parseRFC850(_ bytes: Span<UInt8>, from start: Int, now: Int) -> Int? {
        guard bytes.count == start + 23, bytes.has(" ", at: start), bytes.has("-", at: start + 3),
            bytes.has("-", at: start + 7), bytes.has(" ", at: start + 10),
            bytes.has(" GMT", at: start + 19), let day = bytes.number(at: start + 1, count: 2),
            let month = month(bytes, at: start + 4),
            let shortYear = bytes.number(at: start + 8, count: 2)
        else { return nil }
        let clock = clock(bytes, at: start + 11)
        // The century is this one, unless that is more than 50 years ahead: then the last one.
        let today = CivilDate(unixTime: now)
        let year = today.year - today.year % 100 + shortYear
        let isFarAhead =
            year != today.year + 50
            ? year > today.year + 50
            : (month, day) > (today.month, today.day)
        return unixTime(isFarAhead ? year - 100 : year, month, day, clock)
    }

    /// `Sun Nov  6 08:49:37 1994`
    private static func parseAsctime(_ bytes: Span<UInt8>) -> Int? {
        guard bytes.count == 24, bytes.has(" ", at: 7), bytes.has(" ", at: 10),
            bytes.has(" ", at: 19), let month = month(bytes, at: 4),
            let day = bytes[8] == .space
                ? bytes.number(at: 9, count: 1) : bytes.number(at: 8, count: 2),
            let year = bytes.number(at: 20, count: 4)
        else { return nil }
        return unixTime(year, month, day, clock(bytes, at: 11))
    }

    private static func starts(
        with name: StaticString, then separator: StaticString, _ bytes: Span<UInt8>
    ) -> Bool {
        guard hasWord(name, bytes, at: 0) else { return false }
        return hasWord(separator, bytes, at: name.utf8CodeUnitCount)
    }

    private static func hasWord(
        _ text: StaticString, _ bytes: Span<UInt8>, at index: Int
    ) -> Bool {
        bytes.has(text, at: index)
    }

    private static func month(_ bytes: Span<UInt8>, at index: Int) -> Int? {
        for month in 1...12 where hasWord(DateNames.month(month), bytes, at: index) {
            return month
        }
        return nil
    }

    /// `08:49:37` as seconds of the day. 60 is a leap second and counts as the next minute's first.
    private static func clock(_ bytes: Span<UInt8>, at index: Int) -> Int? {
        guard bytes.has(":", at: index + 2), bytes.has(":", at: index + 5),
            let hour = bytes.number(at: index, count: 2), hour <= 23,
            let minute = bytes.number(at: index + 3, count: 2), minute <= 59,
            let second = bytes.number(at: index + 6, count: 2), second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    private static func unixTime(_ year: Int, _ month: Int, _ day: Int, _ second: Int?) -> Int? {
        guard let second, let days = CivilDate.days(year: year, month: month, day: day) else {
            return nil
        }
        return days * 86_400 + second
    }
}
