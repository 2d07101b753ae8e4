// The calendar: days since 1970 and the Gregorian dates they are.

/// A day of the proleptic Gregorian calendar and a second in it, UTC.
struct CivilDate: Equatable {
    let year: Int
    /// 1–12.
    let month: Int
    /// 1–31.
    let day: Int
    /// 0–86399.
    let secondOfDay: Int
    /// 0 is Sunday.
    let weekday: Int

    /// Howard Hinnant's `civil_from_days`: years are counted from March, so that the leap day is
    /// the last of its year, in eras of 400 years, which all have the same number of days.
    init(unixTime: Int) {
        let days = Self.floor(unixTime, by: 86_400)
        secondOfDay = unixTime - days * 86_400
        // 1970-01-01 was a Thursday.
        weekday = days + 4 - Self.floor(days + 4, by: 7) * 7
        let shifted = days + 719_468
        let era = Self.floor(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days from 1970-01-01 to a date; nil if there is no such date. Years before 0 aren't known.
    static func days(year: Int, month: Int, day: Int) -> Int? {
        guard year >= 0, (1...12).contains(month), day >= 1,
            day <= daysInMonth(month, of: year)
        else { return nil }
        let marchYear = month > 2 ? year : year - 1
        let era = floor(marchYear, by: 400)
        let yearOfEra = marchYear - era * 400
        let marchMonth = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Division that rounds down, also below zero.
    private static func floor(_ number: Int, by divisor: Int) -> Int {
        number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor)
    }
}

extension Span where Element == UInt8 {
    /// Exactly that many digits, all of them inside; nil if one isn't.
    func number(at start: Int, count: Int) -> Int? {
        var number = 0
        for index in start..<start + count {
            guard self[index].isDigit else { return nil }
            number = number * 10 + Int(self[index] &- 0x30)
        }
        return number
    }
}
