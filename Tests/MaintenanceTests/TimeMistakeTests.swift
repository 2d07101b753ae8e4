// What is wrong with a time, and which was meant.

import HTTP
import Testing

@testable import Maintenance

struct TimeMistakeTests {
    @Test(
        arguments: [
            ("", .form, nil), ("tomorrow", .form, nil), ("1893456000", .form, nil),
            ("18:00", .form, nil), ("22.11.2026 18:00", .form, nil),
            ("Mon, 22 Nov 2049 17:00:00 GMT", .form, nil), ("2026-1-2T09:00Z", .form, nil),
            ("2026-11-22T9:00Z", .form, nil), ("2026-13-32T18:00Z", .form, nil), ("#", .form, nil),
            ("+01:00", .form, nil), ("2026-11-22T18:00+1", .form, nil),
            ("2026-11-22T18:00", .noZone, nil), ("2026-11-22 18:00:59.5", .noZone, nil),
            ("2026-11-22", .dateOnly, nil), ("2026-02-30", .day, nil),
            ("2026-11-22T18:00+0100", .zoneWithoutColon, "2026-11-22T18:00+01:00"),
            ("2026-11-22T18:00:00-0930", .zoneWithoutColon, "2026-11-22T18:00:00-09:30"),
            ("2026-11-22T18:00+01", .zoneWithoutColon, "2026-11-22T18:00+01:00"),
            ("2026-11-22T18:00 +01:00", .blankBeforeZone, "2026-11-22T18:00+01:00"),
            ("2026-11-22 18:00  Z", .blankBeforeZone, "2026-11-22 18:00Z"),
            ("2026-11-22 18:00 +0100", .blankBeforeZone, "2026-11-22 18:00+01:00"),
            ("2026-11-22 18:00 UTC", .blankBeforeZone, "2026-11-22 18:00Z"),
            ("2026-11-22T18:00Z # at last", .comment, "2026-11-22T18:00Z"),
            ("2026-11-22T18:00Z; at last", .comment, "2026-11-22T18:00Z"),
            ("2026-11-22T18:00 +0100 ;# x", .comment, "2026-11-22T18:00+01:00"),
            ("2026-11-22T18:00 # no zone", .noZone, nil),
            ("2026-11-22T18:00CET", .zoneName, nil), ("2026-11-22T18:00:00 CEST", .zoneName, nil),
            ("2026-11-22 18:00 Europe/Berlin", .zoneName, nil),
            ("2026-11-22T24:00Z", .midnight, nil), ("2026-11-22T24:00:00+01:00", .midnight, nil),
            ("2026-11-22T24:01Z", .hour, nil), ("2026-11-22T25:00Z", .hour, nil),
            ("2026-11-22T99:00", .hour, nil), ("2026-11-22T18:60Z", .minute, nil),
            ("2026-11-22T18:00:61Z", .second, nil), ("2026-02-30T18:00Z", .day, nil),
            ("2027-02-29T00:00Z", .day, nil), ("2026-04-31T10:00", .day, nil),
            ("2026-11-00T10:00Z", .day, nil), ("2026-13-01T18:00Z", .month, nil),
            ("2026-00-01T18:00+0100", .month, nil), ("2026-11-22T18:00+25:00", .offset, nil),
            ("2026-11-22T18:00+01:60", .offset, nil), ("2026-11-22T18:00+2500", .offset, nil),
            ("\u{662}\u{660}26-11-22T18:00Z", .notASCII, nil),
            ("2026\u{2013}11\u{2013}22T18:00Z", .notASCII, nil),
            ("2026-11-22T18:00\u{2212}01:00", .notASCII, nil),
            ("2026-11-22T18:0\u{FF10}Z", .notASCII, nil),
        ] as [(String, TimeMistake, String?)])
    func `what isn't a time is told by what is wrong with it`(
        _ text: String, _ expected: TimeMistake, _ meant: String?
    ) {
        let value = Array(text.utf8)
        #expect(throws: AnnouncementError.time(expected)) {
            try AnnouncementValue.until(value, now: 0)
        }
        #expect(TimeMistake.meant(by: value).map { String(decoding: $0, as: UTF8.self) } == meant)
    }

    @Test func `any bytes have a reason, and what was meant is a time`() {
        var random = Xorshift64(seed: 11)
        let whole = Array("2026-11-22T18:00:00.5 +01:00 # x".utf8)
        let bytes = Array("0123456789-+:.TtZz# ;\u{E9}CET".utf8)
        for _ in 0..<5000 {
            var text = Array(whole.prefix(random.next(upTo: whole.count)))
            for _ in 0...random.next(upTo: 3) where !text.isEmpty {
                text[random.next(upTo: text.count - 1)] = bytes[random.next(upTo: bytes.count - 1)]
            }
            if InternetTime.parse(text.span) != nil { continue }
            _ = TimeMistake.of(text)
            if let meant = TimeMistake.meant(by: text) {
                #expect(InternetTime.parse(meant.span) != nil)
            }
        }
    }
}
