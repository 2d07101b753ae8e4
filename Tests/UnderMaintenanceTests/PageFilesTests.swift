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
        loaded.refusals.map { "\(($0.path as NSString).lastPathComponent): \($0.reason)" }
    }

    @Test func `pages are read in the order of their names, hidden files and folders aren't`() {
        for name in ["de.html", "a.test.json", "a.test.de.txt", ".hidden.html", "sub/x.html"] {
            folder.write("pages/\(name)", "x")
        }
        let loaded = load()
        #expect(names(loaded) == ["a.test.de.txt", "a.test.json", "de.html"])
        #expect(loaded.refusals.isEmpty)
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
        #expect(reasons(load()) == ["a.html: the file is empty", "b.html: not UTF-8"])
    }

    @Test func `a file beyond the limit is refused, and what is beyond the limit of all`() {
        folder.write("pages/0.html", "x")
        for name in ["1", "2", "3", "4", "5"] {
            truncate(folder.write("pages/\(name).html", "x"), 15 << 20)
        }
        truncate(folder.write("pages/9.html", "x"), 16 << 20 | 1)
        let loaded = load()
        #expect(names(loaded) == ["0.html", "1.html", "2.html", "3.html", "4.html"])
        #expect(
            reasons(loaded) == [
                "5.html: all pages together larger than 64 MiB", "9.html: larger than 16 MiB",
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
        #expect(after.refusals.map(\.isKept) == [true])
    }

    @Test func `a custom page that has gone bad, or is gone, keeps the one it had`() {
        folder.write("pages/a.html", "a")
        let path = folder.write("custom.html", "c")
        let before = load(custom: path)
        #expect(before.customPage != nil)
        for change in [
            { folder.write("custom.html", "") },
            {
                folder.remove("custom.html")
                return ""
            },
        ] {
            _ = change()
            let after = load(custom: path, keeping: before)
            #expect(after.customPage != nil)
            #expect(after.refusals.map(\.isKept) == [true])
        }
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
