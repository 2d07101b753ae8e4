// What a snapshot knows of its files.

import Kernel
import TLS
import Testing

@testable import UnderMaintenance

struct SnapshotTests {
    private let folder = TestFolder()
    private let configuration: Configuration
    private let tickets = TicketKeys(now: 0)

    init() {
        Library.start()
        folder.write("pages/a.html", "a")
        folder.write("certificates/one.pem", TestPair.one.certificate + TestPair.one.key)
        var configuration = Configuration()
        configuration.pagesDirectory = folder.path("pages")
        configuration.tls = TLSConfiguration(directory: folder.path("certificates"))
        self.configuration = configuration
    }

    private func load() -> Snapshot {
        var findings: [Finding] = []
        let snapshot = Snapshot(configuration, tickets: tickets, findings: &findings)
        #expect(findings.isEmpty)
        return snapshot
    }

    private func load(_ part: Snapshot.Parts, into snapshot: inout Snapshot) -> Snapshot.Loading {
        snapshot.load(part, configuration, tickets: tickets, now: Clock.unixSeconds())
    }

    @Test func `the part whose files have changed is named`() {
        let snapshot = load()
        #expect(snapshot.changedParts == [])
        folder.write("pages/a.html", "changed")
        #expect(snapshot.changedParts == .pages)
        folder.write("certificates/other.pem", TestPair.other.certificate + TestPair.other.key)
        #expect(snapshot.changedParts == [.pages, .certificates])
    }

    @Test func `a snapshot that is gone back to still sees what has changed`() {
        let old = load()
        folder.write("pages/a.html", "changed")
        folder.write("certificates/one.pem", TestPair.other.certificate + TestPair.other.key)
        var new = old
        let pages = load(.pages, into: &new)
        #expect(pages.isAnew)
        #expect(new.changedParts == .certificates)
        let certificates = load(.certificates, into: &new)
        #expect(certificates.findings.isEmpty)
        #expect(new.changedParts == [])
        #expect(old.changedParts == [.pages, .certificates])
    }

    @Test func `what can't be used is no change again until it changes again`() {
        var snapshot = load()
        folder.write("pages/a.html", "")
        folder.write("certificates/one.pem", "nothing")
        let pages = load(.pages, into: &snapshot)
        #expect(!pages.isAnew)
        let certificates = load(.certificates, into: &snapshot)
        // The one that it had is kept.
        #expect(certificates.isAnew && certificates.findings[0].effect == .kept)
        #expect(snapshot.changedParts == [])
        folder.write("pages/a.html", "mended")
        #expect(snapshot.changedParts == .pages)
    }

    @Test func `the same files are the same watches, however often they are loaded`() {
        let one = load()
        var other = load()
        #expect(one.watches.pages == other.watches.pages)
        #expect(one.watches.certificates == other.watches.certificates)
        folder.write("pages/a.html", "a")
        _ = load(.pages, into: &other)
        #expect(one.watches.pages != other.watches.pages)
        folder.write("pages/b.html", "b")
        var third = other
        _ = load(.pages, into: &third)
        #expect(third.watches.pages != other.watches.pages)
    }
}
