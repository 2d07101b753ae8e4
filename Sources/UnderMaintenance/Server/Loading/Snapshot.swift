// What a generation of workers serves, loaded and checked by the master, and how a change of its
// files is seen.

import Kernel
import Maintenance
import TLS

/// The rendered answers and the certificates, and the state of the files they came from: whoever
/// goes back to a snapshot sees again what has changed since. Either part can be replaced by
/// itself: a broken page must not keep a renewed certificate away, nor the other way round.
struct Snapshot {
    struct Parts: OptionSet {
        let rawValue: Int

        static let pages = Parts(rawValue: 1)
        static let certificates = Parts(rawValue: 2)
        static let all: Parts = [.pages, .certificates]

        /// One by one, in the order in which they are loaded.
        var each: [(part: Parts, name: String)] {
            [(.pages, "pages"), (.certificates, "certificates")].filter { contains($0.0) }
        }
    }

    /// What came of loading a part.
    struct Loading {
        let findings: [Finding]
        /// Whether there is anything to serve that wasn't served before.
        let isAnew: Bool
    }

    /// What means, when it changes, that a part is loaded again: its files, as they were found.
    struct Watches {
        var pages: [FileWatch]
        var certificates: [FileWatch]

        func of(_ part: Parts) -> [FileWatch] { part == .pages ? pages : certificates }
    }

    private(set) var responses: ResponseSet
    private(set) var pages: PageFiles.Loaded
    /// Nil without TLS.
    private(set) var certificates: CertificateStore?
    private var certificateWatches: [FileWatch] = []

    /// Loads everything for the first time. A page that can't be used costs the page, not the
    /// service.
    init(_ configuration: Configuration, tickets: TicketKeys?, findings: inout [Finding]) {
        pages = PageFiles.load(configuration, keeping: nil)
        responses = Self.render(configuration, pages)
        findings += pages.findings
        if let page = pages.customPage, !page.isFilled {
            for variable in configuration.announcement.variablesOfPage {
                findings.append(
                    Finding(
                        warning: variable, [], .withoutPage(configuration.customFile.path)))
            }
        }
        findings += loadCertificates(configuration, tickets: tickets, now: Clock.unixSeconds())
    }

    var watches: Watches { Watches(pages: pages.watches, certificates: certificateWatches) }

    /// The parts whose files have changed since they were loaded, or could not be.
    var changedParts: Parts {
        var changed: Parts = []
        if pages.watches.contains(where: { $0.hasChanged }) { changed.insert(.pages) }
        if certificateWatches.contains(where: { $0.hasChanged }) { changed.insert(.certificates) }
        return changed
    }

    /// Loads a part again.
    mutating func load(
        _ part: Parts, _ configuration: Configuration, tickets: TicketKeys?, now: Int
    ) -> Loading {
        guard part == .pages else {
            let findings = loadCertificates(configuration, tickets: tickets, now: now)
            return Loading(
                findings: findings,
                isAnew: certificates != nil && !findings.contains { $0.severity == .mistake })
        }
        pages = PageFiles.load(configuration, keeping: pages)
        if pages.isAnew { responses = Self.render(configuration, pages) }
        return Loading(findings: pages.findings, isAnew: pages.isAnew)
    }

    private static func render(
        _ configuration: Configuration, _ pages: PageFiles.Loaded
    ) -> ResponseSet {
        var content = MaintenanceContent()
        content.status = configuration.statusCode
        content.announcement = configuration.announcement
        content.customPage = pages.customPage
        content.ownPages = pages.entries.map { $0.page }
        content.crossOrigin = configuration.crossOrigin
        return ResponseSet(content) { Digest.sha256Base64($0) }
    }

    /// Loads certificates and ticket keys, if TLS is configured.
    /// - Parameter tickets: random keys, used unless there is a file of keys; nil without TLS.
    /// - Returns: what is wrong; with a mistake among it nothing has changed.
    private mutating func loadCertificates(
        _ configuration: Configuration, tickets: TicketKeys?, now: Int
    ) -> [Finding] {
        guard let tls = configuration.tls, let tickets else { return [] }
        var loaded = CertificateFiles.load(
            tls, now: now, keeping: certificates?.certificates ?? [])
        defer { Secrets.wipe(loaded.ticketKeys ?? []) }
        certificateWatches = loaded.watches
        // Without any, what should have made one was a mistake in its variable.
        if loaded.hasMistakes || loaded.certificates.isEmpty { return loaded.findings }
        do throws(TLSError) {
            let store = try CertificateStore(
                certificates: loaded.certificates,
                settings: TLSSettings(
                    minimumVersion: tls.minimumVersion, offersHTTP2: tls.offersHTTP2),
                tickets: loaded.ticketKeys.flatMap { TicketKeys(file: $0) } ?? tickets, now: now)
            certificates = store
            loaded.findings += CertificateFiles.keyFindings(store.used, of: tls)
            loaded.findings += CertificateFiles.validityFindings(store.used, of: tls, now: now)
        } catch {
            loaded.findings.append(
                Finding(
                    .mistake, .tlsCertificatePath,
                    path: tls.certificatePath ?? tls.directory ?? "", .openSSL(error)))
        }
        return loaded.findings
    }

    /// What is spoken on each listener, in their order.
    func services(on listeners: [Listener]) -> [Service] {
        listeners.map { Service(of: $0, certificates: certificates) }
    }
}

extension Announcement {
    /// Those that are set and show on the built-in page alone, or in JSON and XML besides.
    fileprivate var variablesOfPage: [Variable] {
        var variables: [Variable] = []
        if title != nil { variables.append(.title) }
        if message != nil { variables.append(.message) }
        if link != nil { variables.append(.link) }
        if refresh != Announcement().refresh { variables.append(.refresh) }
        return variables
    }
}

extension Configuration {
    /// Starts OpenSSL if TLS is configured; a plain server never touches its pages.
    /// - Returns: the first random ticket key.
    func startTLS() -> TicketKeys? {
        guard tls != nil else { return nil }
        Library.start()
        return TicketKeys(now: Clock.monotonicMilliseconds())
    }
}

/// How a file was found. Looks through symbolic links, so that a swapped link counts as a change.
struct FileWatch: Equatable {
    let path: String
    private let seen: File.Stamp?

    init(path: String) {
        self.path = path
        seen = File.stamp(path)
    }

    /// Whether there was anything.
    var isThere: Bool { seen != nil }

    /// Whether it is other than it was found.
    var hasChanged: Bool { File.stamp(path) != seen }

    static func == (one: FileWatch, other: FileWatch) -> Bool {
        one.seen == other.seen && one.path.equals(other.path)
    }
}
