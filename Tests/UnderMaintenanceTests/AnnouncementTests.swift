// The variables with what the operator says, and those that decide who gets to see it.

import Maintenance
import Testing

@testable import UnderMaintenance

struct AnnouncementTests {
    private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(bytes: $0) } }
    private func text(_ text: Announcement.Text?) -> String? { self.text(text?.content) }

    @Test func `the texts are taken as they are`() {
        let loaded = load([
            "TITLE": " Wartung \"heute\" ", "MESSAGE": "Zeile 1\nZeile 2 <b>",
            "LINK": "https://status.example.com/?a=1&b=2",
        ])
        let announcement = loaded.configuration.announcement
        #expect(text(announcement.texts.title) == "Wartung \"heute\"")
        #expect(text(announcement.texts.message) == "Zeile 1\nZeile 2 <b>")
        #expect(text(announcement.texts.links.first?.url) == "https://status.example.com/?a=1&b=2")
        #expect(loaded.findings.isEmpty)
    }

    @Test func `control characters don't survive, line ends of a message do`() {
        let loaded = load(["TITLE": "a\r\nb\u{1B}[2Jc\u{85}d", "MESSAGE": "a\r\nb\u{7}c\td"])
        #expect(text(loaded.configuration.announcement.texts.title) == "a  b [2Jc d")
        #expect(text(loaded.configuration.announcement.texts.message) == "a\nb c d")
    }

    @Test(arguments: [("TITLE", 1000), ("MESSAGE", 4000)])
    func `a text that is too long is a warning and isn't used`(name: String, limit: Int) {
        let longest = String(repeating: "x", count: limit)
        #expect(load([name: longest]).findings.isEmpty)
        let loaded = load([name: longest + "x"])
        #expect(loaded.findings.first?.reason == "longer than \(limit) bytes")
        #expect(loaded.findings.first?.severity == .warning)
        #expect(loaded.configuration.announcement.texts.title == nil)
        #expect(loaded.configuration.announcement.texts.message == nil)
    }

    @Test(arguments: [
        "http://a", "https://status.example.com", "HTTPS://EXAMPLE.COM/x#y", "http://[::1]:8080/",
        "https://example.com/ü", "mailto:help@example.com", "MAILTO:a@b.example?subject=x",
        "tel:+49-30-123456", "tel:112",
    ])
    func `a link is an http, https, mailto or tel URL`(value: String) {
        let loaded = load(["LINK": value])
        #expect(text(loaded.configuration.announcement.texts.links.first?.url) == value)
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: [
        ("mailto:", "not an e-mail address"), ("tel:abc", "not a telephone number"),
        ("mailto:a b@c", "a blank or sign that no URL has as it is"),
        ("sms:123", "not an http, https, mailto or tel URL"),
        ("javascript:alert(1)", "not an http, https, mailto or tel URL"),
        ("status.example.com", "not an http, https, mailto or tel URL"),
        ("data:text/html,x", "not an http, https, mailto or tel URL"),
        ("http://", "a URL without a host"), ("https:///path", "a URL without a host"),
        ("https://a\"onclick=x", "a blank or sign that no URL has as it is"),
        ("https://a<b", "a blank or sign that no URL has as it is"),
        (" \u{1}https://a", "a blank or sign that no URL has as it is"),
        ("https://a\nb", "a blank or sign that no URL has as it is"),
        ("https://[::1/", "not an IPv6 address in brackets"), ("https://a:99999/", "not a port"),
        ("https://a\u{A0}b/", "a host that no browser opens"),
        ("https://1.2.3.4.5/", "a host that ends in a number and is no IPv4 address"),
        ("https://a/" + String(repeating: "x", count: 2000), "longer than 2000 bytes"),
    ])
    func `any other link is a warning and isn't shown`(value: String, reason: String) {
        let loaded = load(["LINK": value])
        #expect(loaded.configuration.announcement.texts.links.isEmpty)
        #expect(loaded.findings.first?.reason == reason)
        #expect(!loaded.hasMistakes)
    }

    @Test func `a password in a text is told, and not repeated`() throws {
        for name in ["TITLE", "MESSAGE", "BRAND"] {
            let loaded = load([name: "or at https://user:hunter2@a.example/"])
            let finding = try #require(loaded.findings.first)
            #expect(finding.reason == "a URL with a password, which everybody reads")
            #expect(finding.cure == "leave the password out")
            #expect(finding.shownValue == "(a URL with a password, 37 bytes)")
            #expect(loaded.findings.count == 1)
        }
    }

    @Test(arguments: [
        "https://user:password@a", "https://user@a", "http://:password@a/", "https://@a",
        "HTTPS://u:p@a.example:8443/x", "https://u%40b:p@a", "https://a@b@c/", "http://u:p@[::1]/",
        "https://token@a/status", "https://u:p@a?x", "https://u:p@a#x",
    ])
    func `a link that holds a user or password isn't shown to everybody`(value: String) throws {
        let loaded = load(["LINK": value])
        #expect(loaded.configuration.announcement.texts.links.isEmpty)
        let finding = try #require(loaded.findings.first)
        #expect(finding.reason == "it holds a user or password, which everybody would read")
        #expect(!finding.line(at: testTime).text.contains(":p@"))
        #expect(!finding.line(at: testTime).text.contains("password@"))
    }

    @Test(arguments: [
        "https://a/@x", "https://a?x=b@c", "https://a#b@c", "mailto:a@b", "https://a/?u:p@b",
        "mailto:a@b?body=https://c@d/", "http://[::1]/@", "https://a/u:p@b/",
        "MAILTO:a@b?subject=x://y@z",
    ])
    func `an at sign elsewhere is no user`(value: String) {
        #expect(load(["LINK": value]).findings.isEmpty)
    }

    @Test(arguments: [
        ("2026-11-22T09:54:51Z", testTime + 1), ("2026-11-22T11:54:50+01:00", testTime + 3600),
    ])
    func `the end is a time to come`(value: String, expected: Int) {
        let loaded = load(["UNTIL": value])
        #expect(loaded.configuration.announcement.until == expected)
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: [
        ("2126-01-01T00:00:00Z", "too far away"), ("tomorrow", "not an RFC 3339 time"),
        ("2026-11-23", "a date without its time"), ("2026-11-23T10:00", "a time without its zone"),
        ("2026-11-23 10:00:00", "a time without its zone"),
        ("2026-11-23T10Z", "not an RFC 3339 time"),
        ("2027-02-29T00:00:00Z", "that month has no such day"),
    ])
    func `any other end is a warning and none`(value: String, reason: String) {
        let loaded = load(["UNTIL": value])
        #expect(loaded.configuration.announcement.until == nil)
        #expect(loaded.summaries == ["warning UNTIL=\(value)"])
        #expect(loaded.findings.first?.reason == reason)
    }

    @Test(arguments: [
        ("2026-11-22T09:54:50Z", testTime), ("1999-01-01T00:00Z", 915_148_800),
    ])
    func `an end that has passed stays, so that the page says it takes longer`(
        value: String, expected: Int
    ) {
        let loaded = load(["UNTIL": value])
        #expect(loaded.configuration.announcement.until == expected)
        #expect(loaded.summaries == ["warning UNTIL=\(value)"])
    }

    @Test(arguments: [
        ("2026-11-22T18:00+01:00", 1_795_366_800), ("2026-11-22T17:00Z", 1_795_366_800),
        ("2026-11-22 17:00z", 1_795_366_800), ("\"2026-11-22T17:00Z\"", 1_795_366_800),
    ])
    func `the seconds of an end may be left out`(value: String, expected: Int) {
        let loaded = load(["UNTIL": value])
        #expect(loaded.configuration.announcement.until == expected)
        #expect(loaded.findings.isEmpty)
    }

    @Test func `intervals are seconds up to a day`() {
        let loaded = load(["REFRESH": "0", "RETRY_JITTER": "86400"])
        #expect(loaded.configuration.announcement.refresh == 0)
        #expect(loaded.configuration.retryJitter == 86_400)
        #expect(load(["REFRESH": "86401"]).summaries == ["warning REFRESH=86401"])
        #expect(load(["RETRY_JITTER": "-1"]).summaries == ["warning RETRY_JITTER=-1"])
    }

    @Test(arguments: ["St\u{10FEF6}rung", "\u{10FEFF}\u{10FEFE}", "a\u{10FEC3}"])
    func `a text that wasn't UTF-8 is a warning and isn't used`(value: String) {
        let loaded = load(["TITLE": value, "MESSAGE": value, "LINK": "https://a/" + value])
        #expect(loaded.findings.count == 3)
        #expect(loaded.configuration.announcement.texts.title == nil)
        #expect(loaded.configuration.announcement.texts.message == nil)
        #expect(loaded.configuration.announcement.texts.links.isEmpty)
        #expect(!loaded.findings[0].line(at: testTime).text.contains("\u{FFFD}"))
    }

    @Test func `a name is a text, a colour six digits`() {
        let loaded = load(["BRAND": " A \u{202E}& B\n", "ACCENT_COLOR": "\"#0A7D55\""])
        #expect(text(loaded.configuration.announcement.brand) == "A & B")
        #expect(text(loaded.configuration.announcement.accent) == "#0a7d55")
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: [
        ("green", "accepted: a colour such as #0a7d55"), ("0a7d55", "write #0a7d55"),
        ("#0a7", "accepted: a colour such as #0a7d55"),
        ("#0a7d55;}body{", "accepted: a colour such as #0a7d55"),
    ])
    func `any other colour is a warning and none`(value: String, cure: String) {
        let loaded = load(["ACCENT_COLOR": value])
        #expect(loaded.configuration.announcement.accent == nil)
        #expect(loaded.findings.map(\.reason) == ["not a colour"])
        #expect(loaded.findings.first?.cure == cure + "; the default is used")
    }
}
