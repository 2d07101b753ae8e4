// The announcement's file and the logo, loaded, kept and given up; what is said of them.

import Foundation
import Kernel
import Maintenance
import Testing

@testable import UnderMaintenance

struct AnnouncementFilesTests {
    private let folder = TestFolder()
    private static let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"

    private var configuration: Configuration {
        load([
            "ANNOUNCEMENT_PATH": folder.path("a.conf"), "LOGO_PATH": folder.path("logo"),
            "TITLE": "Environment",
        ]).configuration
    }

    private func loaded(
        _ previous: AnnouncementFiles.Loaded? = nil
    ) -> AnnouncementFiles.Loaded {
        AnnouncementFiles.load(configuration, now: testTime, keeping: previous)
    }

    private func title(_ loaded: AnnouncementFiles.Loaded) -> String? {
        loaded.announcement(configuration).texts.title.map { String(bytes: $0.content) }
    }

    @Test func `without either there is nothing to load`() {
        let loaded = AnnouncementFiles.load(Configuration(), now: 0, keeping: nil)
        #expect(!loaded.isAnew && loaded.findings.isEmpty && loaded.watches.isEmpty)
    }

    @Test func `what isn't there is told, and looked for`() {
        let first = loaded()
        #expect(first.findings.count == 2 && first.watches.count == 2 && !first.isAnew)
        #expect(title(first) == "Environment")
        #expect(first.findings[0].effect == .environment)
        #expect(first.findings[1].effect == .leftOut)
        #expect(!first.watches.contains { $0.hasChanged })
        folder.write("a.conf", "title = A")
        #expect(first.watches[0].hasChanged)
        let second = loaded(first)
        #expect(second.isAnew && title(second) == "A")
    }

    @Test func `what can't be used any longer is kept, what is gone gives way`() {
        folder.write("a.conf", "title = A")
        folder.write("logo", Self.svg)
        let first = loaded()
        #expect(first.findings.isEmpty && first.isAnew && first.logo != nil)
        folder.write("a.conf", "t\0i\0t\0l\0e\0")
        folder.write("logo", "none")
        let second = loaded(first)
        #expect(!second.isAnew && title(second) == "A" && second.logo != nil)
        #expect(second.findings.map(\.effect) == [.kept, .kept])
        folder.write("a.conf", String(repeating: "#", count: AnnouncementFile.largest + 1))
        folder.write("logo", String(repeating: " ", count: Logo.largest + 1))
        let third = loaded(second)
        #expect(title(third) == "A" && third.logo != nil)
        #expect(third.findings.map(\.reason) == ["larger than 64 KiB", "larger than 64 KiB"])
        folder.remove("a.conf")
        folder.remove("logo")
        let last = loaded(third)
        #expect(last.isAnew && title(last) == "Environment" && last.logo == nil)
        #expect(last.findings.map(\.effect) == [.environment, .leftOut])
    }

    @Test func `lines of what is kept aren't told again`() {
        folder.write("a.conf", "titel = A")
        folder.write("logo", Self.svg)
        let first = loaded()
        #expect(first.findings.map(\.effect) == [.leftOut])
        folder.write("a.conf", "\0")
        folder.write("logo", Self.svg + " ")
        let second = loaded(first)
        #expect(second.findings.map(\.effect) == [.kept])
    }

    @Test func `an empty file is one that says nothing`() {
        folder.write("a.conf", "")
        folder.write("logo", "")
        let loaded = loaded()
        #expect(loaded.file != nil && loaded.findings.map(\.reason) == ["the file is empty"])
    }

    private static let told: [(String, String, String)] = [
        (
            "titel = A", "line 1, titel = A: no such key",
            "did you mean title?; until then it is left out"
        ),
        (
            "\nUNDER_MAINTENANCE_UNTIL=x", "line 2, UNDER_MAINTENANCE_UNTIL=x: no such key",
            "did you mean until?; until then it is left out"
        ),
        (
            "colour = red", "line 1, colour = red: no such key",
            "accepted: title, message, link, until, refresh, language; until then it is left out"
        ),
        (
            "until: 2027-01-01T00:00Z", "line 1, until: 2027-01-01T00:00Z: a colon instead of =",
            "write until = 2027-01-01T00:00Z; until then it is left out"
        ),
        (
            "until = 2027-01-01T00:00", "line 1, until = 2027-01-01T00:00: a time without its zone",
            "write 2027-01-01T00:00Z for UTC, or add an offset such as +01:00; until then it is left "
                + "out"
        ),
        (
            "until = 2020-01-01T00:00Z",
            "line 1, until = 2020-01-01T00:00Z: in the past; the page says that it takes longer than "
                + "planned", "set another time, or leave it unset"
        ),
        (
            "refresh = 86401", "line 1, refresh = 86401: out of range",
            "accepted: 0–86400; until then it is left out"
        ),
        (
            "message = A \\",
            "line 1, message = A \\: there are no continuation lines: the backslash "
                + "is left out", "take it away, and begin the next line with message ="
        ),
        (
            "message = A\n  and B", "line 2, and B: there are no continuation lines",
            "begin it with message =, once more; until then it is left out"
        ),
        (
            "title = A\ntitle = B", "line 2, title = B: line 1 says it too, and the last counts",
            "leave out one of the two"
        ),
        (
            "[de]\nrefresh = 5", "line 2, refresh = 5: that holds for every language",
            "write it above the first line in brackets; until then it is left out"
        ),
        (
            "[german]", "line 1, [german]: not a language tag",
            "write one such as [de] or [pt-BR]; until then it is left out"
        ),
        (
            "[de]\n[fr]\n[de]",
            "line 3, [de]: that language begins on line 1; this is added to it",
            "write what belongs to it there"
        ),
        (
            "link = https://a/\nlink = https://b/",
            "line 2, link = https://b/: it reads like the link before it",
            "name both: link = https://a.example/ Text"
        ),
        (
            "title = A\0B", "line 1, title = A\0B: a control character",
            "take it away; until then it is left out"
        ),
        (
            "title = at https://user:hunter2@a/",
            "line 1, title = (a URL with a password, 26 bytes): a URL with a password, which "
                + "everybody reads", "leave the password out"
        ),
        (
            "until = 2027-01-01T10:00+0100",
            "line 1, until = 2027-01-01T10:00+0100: a zone without hours, colon and minutes",
            "write 2027-01-01T10:00+01:00; until then it is left out"
        ),
        (
            "link = https://[::1/", "line 1, link = https://[::1/: not an IPv6 address in brackets",
            "write it as https://[2001:db8::1]/; until then it is left out"
        ),
        (
            "link = https://user:hunter2@a/",
            "line 1, link: it holds a user or password, which everybody would read",
            "leave it out; until then it is left out"
        ),
        (
            "titel = ghp_aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3",
            "line 1, titel = (what looks like a key or token, 40 bytes): no such key",
            "did you mean title?; until then it is left out"
        ),
        (
            "titel = " + String(repeating: "ä", count: 40),
            "line 1, titel = " + String(repeating: "ä", count: 26) + "…: no such key",
            "did you mean title?; until then it is left out"
        ),
    ]

    @Test(arguments: told)
    func `a line is told with its number, reason and cure`(
        text: String, reason: String, cure: String
    ) throws {
        folder.write("a.conf", text)
        folder.write("logo", Self.svg)
        let finding = try #require(loaded().findings.first)
        #expect(finding.reason == reason)
        #expect(finding.cure == cure)
        #expect(finding.value == folder.path("a.conf") && finding.severity == .warning)
        #expect(!finding.line(at: testTime).text.contains("hunter2"))
    }

    @Test func `a line in Latin-1 has the cure of a file`() throws {
        try Data(Array("title = Gr".utf8) + [0xFC, 0x6E]).write(
            to: URL(fileURLWithPath: folder.path("a.conf")))
        folder.write("logo", Self.svg)
        let finding = try #require(loaded().findings.first)
        #expect(
            finding.line(at: testTime).text.contains(
                #"reason="line 1, title = Gr\xFCn: not UTF-8, by the look of it Latin-1""#
                    + #" cure="convert it: iconv -f windows-1252 -t utf-8 FILE > NEW;"#))
    }

    @Test func `a link to nothing is called that, and gives way as what is gone does`() throws {
        folder.write("a.conf", "title = A")
        folder.write("logo", Self.svg)
        let first = loaded()
        folder.remove("a.conf")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("a.conf"), withDestinationPath: "../nowhere/./a.conf")
        let second = loaded(first)
        #expect(title(second) == "Environment" && second.isAnew)
        #expect(second.findings.map(\.effect) == [.environment])
        #expect(second.findings[0].reason == "a link to /tmp/nowhere/a.conf, which isn't there")
    }

    @Test func `the answers follow what has been loaded`() {
        folder.write("a.conf", "until = 2026-11-22T10:00Z")
        folder.write("logo", Self.svg)
        var findings: [Finding] = []
        var snapshot = Snapshot(configuration, tickets: nil, findings: &findings)
        #expect(findings.allSatisfy { $0.refusal.isOfTime })
        #expect(snapshot.responses.until == testTime + 310)
        folder.write("a.conf", "until =")
        #expect(snapshot.changedParts == .announcement)
        let loading = snapshot.load(.announcement, configuration, tickets: nil, now: testTime)
        #expect(loading.isAnew && loading.findings.isEmpty)
        // Rendered once for all parts.
        #expect(snapshot.responses.until != nil)
        snapshot.render(configuration)
        #expect(snapshot.responses.until == nil && snapshot.changedParts == [])
    }
}

extension Refusal {
    /// The end that is in the file may have passed when the test runs.
    fileprivate var isOfTime: Bool {
        if case .file(.announcement(let remark)) = self { remark.error == .past } else { false }
    }
}
