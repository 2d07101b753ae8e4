// Dates written and read.
import Testing

@testable import HTTP

@Suite struct HTTPDateTests {
    /// 2026-01-01 00:00 UTC.
    static let now = 1_767_225_600

    static func written(_ unixTime: Int) -> String {
        var text = InlineArray<29, UInt8>(repeating: 0)
        HTTPDate.write(unixTime, into: &text)
        var string = ""
        for index in text.indices { string.unicodeScalars.append(Unicode.Scalar(text[index])) }
        return string
    }

    static func read(_ text: String) -> Int? {
        guarded(text) { HTTPDate.parse($0, now: now) }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
        (1_709_251_200, "Fri, 01 Mar 2024 00:00:00 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (-2_208_988_801, "Sun, 31 Dec 1899 23:59:59 GMT"),
        (-62_167_219_200, "Sat, 01 Jan 0000 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func `a time is written as IMF-fixdate and read back`(_ time: Int, _ text: String) {
        #expect(Self.written(time) == text)
        #expect(Self.read(text) == time)
    }

    @Test func `every day of 400 years comes back`() {
        var wrong: [Int] = []
        var text = InlineArray<29, UInt8>(repeating: 0)
        for day in 0...146_097 {
            let time = -2_208_988_800 + day * 86_400 + day * 7 % 86_400
            HTTPDate.write(time, into: &text)
            if HTTPDate.parse(text.span, now: Self.now) != time { wrong.append(time) }
        }
        #expect(wrong.isEmpty)
    }

    @Test func `times beyond four digits of year become the nearest within`() {
        #expect(Self.written(.max) == "Fri, 31 Dec 9999 23:59:59 GMT")
        #expect(Self.written(.min) == "Sat, 01 Jan 0000 00:00:00 GMT")
    }

    @Test(arguments: [
        ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
        ("Wednesday, 01-Jan-75 00:00:00 GMT", 3_313_526_400),
        ("Thursday, 01-Jan-76 00:00:00 GMT", 3_345_062_400),
        ("Friday, 02-Jan-76 00:00:00 GMT", 189_388_800),
        ("Saturday, 01-Jan-77 00:00:00 GMT", 220_924_800),
        ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Thu Jan 01 00:00:00 1970", 0),
        ("Sat Dec 31 23:59:60 2016", 1_483_228_800),
        ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
        ("Mon, 06 Nov 1994 08:49:37 GMT", 784_111_777),
    ])
    func `the obsolete forms, leap seconds and wrong weekdays are read`(
        _ text: String, _ time: Int
    ) {
        #expect(Self.read(text) == time)
    }

    @Test(arguments: [
        "", "0", "300", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 GMT ", " Sun, 06 Nov 1994 08:49:37 GMT",
        "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sux, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun,  6 Nov 1994 08:49:37 GMT", "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 32 Dec 1994 08:49:37 GMT",
        "Sun, 29 Feb 2023 08:49:37 GMT", "Sun, 29 Feb 1900 08:49:37 GMT",
        "Sun, 06 Nov -994 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT", "Sun, 06 Nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 +00", "Sun, 06 Nov 1994T08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT", "Sunday, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday, 06-Nov-9x 08:49:37 GMT",
        "Sunday 06-Nov-94 08:49:37 GMT", "Sunda, 06-Nov-94 08:49:37 GMT",
        "Sunday, 31-Feb-94 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 EST",
        "Sun Nov 6 08:49:37 1994", "Sun Nov  6 08:49:37 94", "Sun Nov  0 08:49:37 1994",
        "Sun Nov 31 08:49:37 1994", "Sun Nov  6 08:49:37 1994 ", "Sun Nov   08:49:37 1994",
        "Sun Feb 29 08:49:37 2023", "1994-11-06T08:49:37Z", "Sunday, 06-Nov-94",
    ])
    func `anything else is no date`(_ text: String) {
        #expect(Self.read(text) == nil)
    }

    @Test func `a prefix of a date is no date`() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            for count in 0..<text.count { #expect(Self.read(String(text.prefix(count))) == nil) }
        }
    }
}
