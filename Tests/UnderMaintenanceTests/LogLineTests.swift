// Lines of the log: their quoting and size, and how rarely they come.

import Testing

@testable import UnderMaintenance

struct LogLineTests {
    private func value(_ text: String) -> String {
        var line = LogLine(.info, "e", at: testTime)
        line.add("k", text)
        let start = "time=2026-11-22T09:54:50Z level=info event=e k="
        #expect(line.text.hasPrefix(start))
        #expect(line.text.hasSuffix("\n"))
        return String(line.text.dropFirst(start.count).dropLast())
    }

    @Test func `a line is time, level, event and fields`() {
        var line = LogLine(.warning, "listening", at: testTime)
        line.add("address", "[::]:80")
        line.add("count", -3)
        #expect(
            line.text
                == "time=2026-11-22T09:54:50Z level=warning event=listening"
                + " address=[::]:80 count=-3\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", #""""#), ("a b", #""a b""#), ("a=b", #""a=b""#),
        (#"a"b"#, #""a\"b""#), (#"a\b"#, #""a\\b""#), ("a\nb", #""a\nb""#),
        ("a\r\nb", #""a\r\nb""#), ("\t", #""\t""#), ("\0", #""\x00""#),
        ("\u{1B}[0m", #""\x1B[0m""#), ("\u{7F}", #""\x7F""#), ("\u{9B}2J", #""\x9B2J""#),
        ("é–漢", "é–漢"), ("a\u{202E}b", #""a\u202Eb""#), ("\u{2066}\u{2069}", #""\u2066\u2069""#),
        ("a\u{2028}b\u{2029}", #""a\u2028b\u2029""#), ("\u{200F}", "\u{200F}"),
        ("[::]:80,unix:/a'b", "[::]:80,unix:/a'b"),
    ])
    func `what could end a value is quoted and escaped`(text: String, written: String) {
        #expect(value(text) == written)
    }

    @Test func `no byte can put a second line into the log`() {
        for code in UInt32(0)...0x2FF {
            let text = "a" + String(Unicode.Scalar(code)!) + "b"
            #expect(!value(text).contains { $0.isNewline })
            #expect(!value(text).utf8.contains { $0 < 0x20 || $0 == 0x7F })
        }
    }

    @Test func `nothing turns a terminal's text round, and lines stay where they are kept`() {
        let text = "a\u{1B}[m\u{2067}b\n\tc\u{2029}"
        #expect(
            String(bytes: LogLine.printable(text)) == #"a\x1B[m\u2067b\x0A\x09c\u2029"#)
        #expect(
            String(bytes: LogLine.printable(text, keepsLines: true))
                == "a\\x1B[m\\u2067b\n\tc\\u2029")
    }

    @Test func `a long value is cut at a whole character`() {
        #expect(value(String(repeating: "a", count: 512)).count == 512)
        #expect(
            value(String(repeating: "é", count: 600)) == String(repeating: "é", count: 256) + "…")
    }

    @Test func `a line never grows beyond what a pipe takes whole`() {
        var line = LogLine(.error, "e", at: testTime)
        for _ in 0..<20 { line.add("k", String(repeating: "\n", count: 1000)) }
        #expect(line.text.utf8.count <= 4096)
        #expect(line.text.utf8.count > 3500)
        #expect(line.text.hasSuffix("\"\n"))
    }

    @Test func `a finding is one line with variable, value, reason and cure`() {
        let text = load(["STATUS_CODE": "1\n2"]).findings.map { $0.line(at: testTime).text }
        #expect(
            text == [
                "time=2026-11-22T09:54:50Z level=warning event=configuration-warning"
                    + " variable=UNDER_MAINTENANCE_STATUS_CODE value=\"1\\n2\""
                    + " reason=\"not a whole number\""
                    + " cure=\"accepted: 200–599; the default is used\"\n"
            ])
    }

    @Test func `a mistake is an error in the log, without a value when there is none to tell`() {
        let finding = Finding(.mistake, .tlsKeyPath, path: "", .emptyPassphrase)
        #expect(
            finding.line(at: testTime).text
                == "time=2026-11-22T09:54:50Z level=error event=configuration-mistake"
                + " variable=UNDER_MAINTENANCE_TLS_KEY_PATH reason=\"the file is empty\""
                + " cure=\"write the passphrase into it\"\n")
    }

    @Test func `a rate limit lets one through per period and counts the others`() {
        var limit = RateLimit(oncePer: 60)
        #expect(limit.admit(at: 1000) == 0)
        #expect(limit.admit(at: 1000) == nil)
        #expect(limit.admit(at: 1059) == nil)
        #expect(!limit.isDue(at: 1059))
        #expect(limit.isDue(at: 1060))
        #expect(limit.admit(at: 1060) == 2)
        #expect(limit.admit(at: 1120) == 0)
    }

    @Test func `a clock set back doesn't silence a rate limit`() {
        var limit = RateLimit(oncePer: 60)
        #expect(limit.admit(at: 1_000_000) == 0)
        #expect(limit.admit(at: 5) == 0)
        #expect(limit.admit(at: 6) == nil)
    }
}
