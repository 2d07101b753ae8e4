// The operator's pages from files: what is read, what is refused, what is kept on a reload.

import Foundation
import Testing

@testable import UnderMaintenance

struct PageFilesTests {
    private let folder = TestFolder()

    private func load(
        custom: String? = nil, keeping previous: PageFiles.Loaded? = nil
    ) -> PageFiles.Loaded {
        var configuration = Configuration()
        configuration.customFile.path = folder.path("none.html")
        if let custom {
            configuration.customFile = Configuration.CustomFile(path: custom, isExplicit: true)
        }
        configuration.pagesDirectory = folder.path("pages")
        return PageFiles.load(configuration, keeping: previous)
    }

    private func names(_ loaded: PageFiles.Loaded) -> [String] {
        loaded.entries.map { String($0.path.dropFirst(folder.path("pages/").count)) }
    }

    private func reasons(_ loaded: PageFiles.Loaded) -> [String] {
        loaded.findings.map { "\(($0.value as NSString).lastPathComponent): \($0.reason)" }
    }

    @Test func `pages are read in the order of their names, hidden files and folders aren't`() {
        for name in ["de.html", "a.test.json", "a.test.de.txt", ".hidden.html", "sub/x.html"] {
            folder.write("pages/\(name)", "1")
        }
        let loaded = load()
        #expect(names(loaded) == ["a.test.de.txt", "a.test.json", "de.html"])
        #expect(loaded.findings.isEmpty)
        #expect(loaded.isAnew)
    }

    @Test func `what isn't a page's name is said`() {
        folder.write("pages/logo.png", "x")
        let loaded = load()
        #expect(loaded.entries.isEmpty)
        #expect(reasons(loaded).first?.hasPrefix("logo.png: neither HOST.html") == true)
    }

    @Test func `a directory that isn't there is said`() {
        #expect(reasons(load()) == ["pages: No such file or directory"])
    }

    @Test func `an empty file and one that isn't UTF-8 are refused`() throws {
        folder.write("pages/a.html", "")
        try Data([0x47, 0xFC]).write(to: URL(fileURLWithPath: folder.path("pages/b.html")))
        #expect(
            reasons(load()) == [
                "a.html: the file is empty", "b.html: not UTF-8, by the look of it Latin-1",
            ])
    }

    @Test func `a file beyond the limit is refused, and what is beyond the limit of all`() {
        folder.write("pages/a0.html", "x")
        for name in ["a1", "a2", "a3", "a4", "a5"] {
            truncate(folder.write("pages/\(name).txt", "x"), 15 << 20)
        }
        truncate(folder.write("pages/a9.html", "x"), 16 << 20 | 1)
        let loaded = load()
        #expect(names(loaded) == ["a0.html", "a1.txt", "a2.txt", "a3.txt", "a4.txt"])
        #expect(
            reasons(loaded) == [
                "a5.txt: all pages together larger than 64 MiB", "a9.html: larger than 16 MiB",
            ])
    }

    @Test func `a page that has gone bad keeps the one it had, one that is gone doesn't`() {
        folder.write("pages/a.html", "a")
        folder.write("pages/b.html", "b")
        let before = load()
        folder.write("pages/a.html", "")
        folder.remove("pages/b.html")
        let after = load(keeping: before)
        #expect(names(after) == ["a.html"])
        #expect(after.findings.map(\.effect) == [.kept])
    }

    @Test func `a custom page that has gone bad keeps the one it had, one that is gone doesn't`() {
        folder.write("pages/a.html", "a")
        let path = folder.write("custom.html", "c")
        let before = load(custom: path)
        #expect(before.customPage != nil)
        folder.write("custom.html", "")
        let bad = load(custom: path, keeping: before)
        #expect(bad.customPage != nil)
        #expect(bad.findings.map(\.effect) == [.kept])
        #expect(!bad.hasLost)
        folder.remove("custom.html")
        let gone = load(custom: path, keeping: before)
        #expect(gone.customPage == nil)
        #expect(gone.findings.map(\.effect) == [.nextPage])
        #expect(gone.hasLost && gone.isAnew)
    }

    @Test(arguments: [
        "pt_BR.html", "zh_Hant.txt", "*.a.test.html", "a.test:8080.html", "a..b.html", "-.html",
        "a-.test.html", "index.html", "Default.html", "503.html", "a b.html", "[::g].html",
        "mu\u{308}nchen.test.html", "a.test..html", "1.2.3.html", "a.test.pt_BR.html", "a@b.html",
    ])
    func `a name that no request asks for is said, and the page left out`(name: String) {
        folder.write("pages/\(name)", "x")
        let loaded = load()
        #expect(loaded.entries.isEmpty)
        #expect(loaded.findings.map(\.value) == [folder.path("pages/\(name)")])
        #expect(loaded.findings.map(\.effect) == [.nextPage])
    }

    @Test func `a name in another script is served under its letters, and said`() {
        folder.write("pages/m\u{FC}nchen.test.html", "x")
        let loaded = load()
        #expect(names(loaded) == ["m\u{FC}nchen.test.html"])
        #expect(loaded.findings.map(\.effect) == [.none])
        #expect(loaded.findings[0].reason.hasSuffix("xn--mnchen-3ya.test"))
        #expect(loaded.entries[0].page.audienceText == "host xn--mnchen-3ya.test")
    }

    private static let documents: [(String, String, String)] = [
        ("a.json", "{}", ""), ("a.json", "[1, 2.5e-3, \"x\\u00e9\", null, true, false, {}]\n", ""),
        ("a.json", "\"\\ud83d\\ude00\"", ""), ("a.json", " 0 ", ""), ("a.json", "-0.0E+1", ""),
        ("a.json", "{\"a\":{\"b\":[[]]}}", ""),
        ("a.json", "\u{FEFF}{}", "JSON with a byte order mark before it"),
        ("a.json", "<p>", "not JSON from line 1 on"),
        ("a.json", "{}\n{}", "not JSON from line 2 on"),
        ("a.json", "{\n\"a\": 1,\n}", "not JSON from line 3 on"),
        ("a.json", "[1 2]", "not JSON from line 1 on"), ("a.json", "01", "not JSON from line 1 on"),
        ("a.json", "1.", "not JSON from line 1 on"), ("a.json", "'a'", "not JSON from line 1 on"),
        ("a.json", "\"\n\"", "not JSON from line 1 on"),
        ("a.json", "nul", "not JSON from line 1 on"),
        ("a.json", "\"\\x\"", "not JSON from line 1 on"),
        ("a.json", "\"\\u12g4\"", "not JSON from line 1 on"),
        ("a.json", "\"a", "not JSON from line 1 on"),
        ("a.json", "{\"a\"}", "not JSON from line 1 on"),
        ("a.json", "[", "not JSON from line 1 on"),
        ("a.html", "\u{FEFF}<p>", ""), ("a.txt", "{", ""),
    ]

    @Test(arguments: documents)
    func `a JSON page is JSON`(name: String, content: String, reason: String) {
        folder.write("pages/\(name)", content)
        #expect(reasons(load()) == (reason.isEmpty ? [] : ["\(name): \(reason)"]))
    }

    @Test func `a page in UTF-16 is told apart from Latin-1`() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path("pages"), withIntermediateDirectories: true)
        let bytes = try #require("<p>St\u{F6}rung".data(using: .utf16))
        try bytes.write(to: URL(fileURLWithPath: folder.path("pages/a.html")))
        #expect(reasons(load()) == ["a.html: UTF-16, not UTF-8"])
    }

    @Test func `nothing read and something refused is nothing new`() {
        let path = folder.path("custom.html")
        var configuration = Configuration()
        configuration.customFile = Configuration.CustomFile(path: path, isExplicit: true)
        #expect(!PageFiles.load(configuration, keeping: nil).isAnew)
    }

    @Test func `a change of a page, or of what pages there are, is seen`() {
        folder.write("pages/a.html", "a")
        let first = load()
        #expect(!first.watches.contains { $0.hasChanged })
        folder.write("pages/a.html", "changed")
        #expect(first.watches.contains { $0.hasChanged })
        let second = load()
        #expect(!second.watches.contains { $0.hasChanged })
        folder.write("pages/b.html", "b")
        #expect(second.watches.contains { $0.hasChanged })
        // Looking doesn't make a change go away: whoever couldn't act on it looks again.
        #expect(first.watches.contains { $0.hasChanged })
    }
}
