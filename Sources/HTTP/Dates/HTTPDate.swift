// Dates as HTTP writes them.

/// RFC 9110 §5.6.7. Times are seconds since 1970-01-01 00:00 UTC.
package enum HTTPDate {
    /// Years 0 to 9999, all that four digits can hold.
    private static var earliest: Int { -62_167_219_200 }
    private static var latest: Int { 253_402_300_799 }

    /// Writes IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT`. Times that four digits of year can't
    /// hold become the nearest that they can.
    package static func write(_ unixTime: Int, into text: inout InlineArray<29, UInt8>) {
        let time = min(max(unixTime, earliest), latest)
        let date = CivilDate(unixTime: time)
        let second = date.secondOfDay
        put(DateNames.weekday(date.weekday), at: 0, into: &text)
        put(", ", at: 3, into: &text)
        put(date.day, at: 5, into: &text)
        put(" ", at: 7, into: &text)
        put(DateNames.month(date.month), at: 8, into: &text)
        put(" ", at: 11, into: &text)
        put(date.year / 100, at: 12, into: &text)
        put(date.year % 100, at: 14, into: &text)
        put(" ", at: 16, into: &text)
        put(second / 3600, at: 17, into: &text)
        put(":", at: 19, into: &text)
        put(second / 60 % 60, at: 20, into: &text)
        put(":", at: 22, into: &text)
        put(second % 60, at: 23, into: &text)
        put(" GMT", at: 25, into: &text)
    }

    private static func put(
        _ name: StaticString, at index: Int, into text: inout InlineArray<29, UInt8>
    ) {
        for position in 0..<name.utf8CodeUnitCount {
            text[index + position] = name.byte(at: position)
        }
    }

    /// Two digits.
    private static func put(_ number: Int, at index: Int, into text: inout InlineArray<29, UInt8>) {
        text[index] = UInt8(truncatingIfNeeded: 0x30 + number / 10)
        text[index + 1] = UInt8(truncatingIfNeeded: 0x30 + number % 10)
    }
}

/// The English names in HTTP dates.
enum DateNames {
    /// 0 is Sunday.
    static func longWeekday(_ weekday: Int) -> StaticString {
        switch weekday {
        case 0: "Sunday"
        case 1: "Monday"
        case 2: "Tuesday"
        case 3: "Wednesday"
        case 4: "Thursday"
        case 5: "Friday"
        default: "Saturday"
        }
    }

    /// 0 is Sunday.
    static func weekday(_ weekday: Int) -> StaticString {
        switch weekday {
        case 0: "Sun"
        case 1: "Mon"
        case 2: "Tue"
        case 3: "Wed"
        case 4: "Thu"
        case 5: "Fri"
        default: "Sat"
        }
    }

    /// 1 is January.
    static func month(_ month: Int) -> StaticString {
        switch month {
        case 1: "Jan"
        case 2: "Feb"
        case 3: "Mar"
        case 4: "Apr"
        case 5: "May"
        case 6: "Jun"
        case 7: "Jul"
        case 8: "Aug"
        case 9: "Sep"
        case 10: "Oct"
        case 11: "Nov"
        default: "Dec"
        }
    }
}
