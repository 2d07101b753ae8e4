// Moments of RFC 3339 read and written.
import Testing

@testable import HTTP

@Suite struct InternetTimeTests {
    static func read(_ text: String) -> Int? { guarded(text) { InternetTime.parse($0) } }

    static func written(_ unixTime: Int) -> String {
        var bytes: [UInt8] = []
        InternetTime.append(unixTime, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (784_111_777, "1994-11-06T08:49:37Z"),
        (951_782_400, "2000-02-29T00:00:00Z"), (1_709_251_199, "2024-02-29T23:59:59Z"),
        (1_709_251_200, "2024-03-01T00:00:00Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"), (-62_167_219_200, "0000-01-01T00:00:00Z"),
        (253_402_300_799, "9999-12-31T23:59:59Z"), (1_795_366_800, "2026-11-22T17:00:00Z"),
    ])
    func `a time is written in UTC and read back`(_ time: Int, _ text: String) {
        #expect(Self.written(time) == text)
        #expect(Self.read(text) == time)
    }

    @Test func `every day of 400 years comes back`() {
        var wrong: [Int] = []
        for day in 0...146_097 {
            let time = -2_208_988_800 + day * 86_400 + day * 7 % 86_400
            var bytes: [UInt8] = []
            InternetTime.append(time, to: &bytes)
            if InternetTime.parse(bytes.span) != time { wrong.append(time) }
        }
        #expect(wrong.isEmpty)
    }

    @Test(arguments: [
        ("2026-11-22T18:00:00+01:00", "2026-11-22T17:00:00Z"),
        ("2026-11-22T12:00:00-05:00", "2026-11-22T17:00:00Z"),
        ("2026-11-22T22:45:00+05:45", "2026-11-22T17:00:00Z"),
        ("2026-11-22T17:00:00+00:00", "2026-11-22T17:00:00Z"),
        ("2026-11-22T17:00:00-00:00", "2026-11-22T17:00:00Z"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"),
        ("2024-02-29T23:30:00-01:00", "2024-03-01T00:30:00Z"),
        ("2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00Z"),
        ("2026-11-22T17:00:00+23:59", "2026-11-21T17:01:00Z"),
        ("2026-11-22T17:00:00-23:59", "2026-11-23T16:59:00Z"),
    ])
    func `an offset is taken off`(_ text: String, _ inUTC: String) {
        #expect(Self.read(text) != nil)
        #expect(Self.read(text) == Self.read(inUTC))
    }

    @Test(arguments: [
        "2026-11-22t17:00:00z", "2026-11-22T17:00:00z", "2026-11-22t17:00:00Z",
        "2026-11-22 17:00:00Z", "2026-11-22 18:00:00+01:00", "2026-11-22t18:00:00+01:00",
    ])
    func `lower case and a space before the time are read`(_ text: String) {
        #expect(Self.read(text) == 1_795_366_800)
    }

    @Test(arguments: [".0", ".5", ".999", ".123456789012345678901234567890"])
    func `a fraction of a second is left out`(_ fraction: String) {
        #expect(Self.read("2026-11-22T17:00:00\(fraction)Z") == 1_795_366_800)
        #expect(Self.read("2026-11-22T18:00:00\(fraction)+01:00") == 1_795_366_800)
    }

    @Test(arguments: ["2026-11-22T17:00Z", "2026-11-22 18:00+01:00", "2026-11-22t17:00z"])
    func `seconds may be left out`(_ text: String) {
        #expect(Self.read(text) == 1_795_366_800)
    }

    @Test func `a leap second is the next minute's first`() {
        #expect(Self.read("2016-12-31T23:59:60Z") == 1_483_228_800)
        #expect(Self.read("2017-01-01T00:59:60+01:00") == 1_483_228_800)
    }

    @Test(arguments: [
        "", "2026", "2026-11-22", "17:00:00Z", "2026-11-22T17:00:00", "2026-11-22T17:00",
        "2026-11-22T17:00:Z",
        "2026-11-22T17:00.5Z", "2026-11-22T17:0Z",
        "2026-11-22T17Z", "20261122T170000Z", "2026-11-22T170000Z", "1795366800",
        "Sun, 22 Nov 2026 17:00:00 GMT", "2026-11-22T17:00:00ZZ", "2026-11-22T17:00:00Z ",
        " 2026-11-22T17:00:00Z", "2026-11-22_17:00:00Z", "2026-11-22  17:00:00Z",
        "2026-11-22T17:00:00 Z", "2026-11-22T17:00:00.Z", "2026-11-22T17:00:00,5Z",
        "2026-11-22T17:00:00.5", "2026-11-22T17:00:00.", "2026-11-22T17:00:00.5.5Z",
        "2026-11-22T17:00:00.-5Z", "2026-11-22T17:00:00+01", "2026-11-22T17:00:00+0100",
        "2026-11-22T17:00:00+1:00", "2026-11-22T17:00:00+01:0", "2026-11-22T17:00:00+01:000",
        "2026-11-22T17:00:00+24:00", "2026-11-22T17:00:00+01:60", "2026-11-22T17:00:00*01:00",
        "2026-11-22T17:00:00+01-00", "2026-11-22T17:00:00Z+01:00", "2026-11-22T17:00:00UTC",
        "2026-11-22T24:00:00Z", "2026-11-22T17:60:00Z", "2026-11-22T17:00:61Z",
        "2026-11-22T-1:00:00Z", "2026-11-22T1:00:00Z0", "2026-13-22T17:00:00Z",
        "2026-00-22T17:00:00Z", "2026-11-00T17:00:00Z", "2026-11-31T17:00:00Z",
        "2026-12-32T17:00:00Z", "2026-02-29T17:00:00Z", "2100-02-29T17:00:00Z",
        "1900-02-29T17:00:00Z", "2024-02-30T17:00:00Z", "-026-11-22T17:00:00Z",
        "12026-11-22T17:00:00Z", "2026-1-22T17:00:00ZZ", "2026/11/22T17:00:00Z",
        "2026-11-22T17.00.00Z", "2o26-11-22T17:00:00Z", "2026-11-22T17:00:0xZ",
    ])
    func `anything else is no moment`(_ text: String) {
        #expect(Self.read(text) == nil)
    }

    @Test func `a prefix of a moment is no moment`() {
        for text in ["2026-11-22T18:00:00+01:00", "2026-11-22T17:00:00.123Z"] {
            for count in 0..<text.count { #expect(Self.read(String(text.prefix(count))) == nil) }
        }
    }
}
