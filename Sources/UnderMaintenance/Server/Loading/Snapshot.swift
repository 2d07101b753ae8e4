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
        /// The announcement's file and the logo.
        static let announcement = Parts(rawValue: 4)
        /// The directory itself: workers find only what is in the one that they began with.
        static let challenges = Parts(rawValue: 8)
        static let all: Parts = [.pages, .announcement, .certificates, .challenges]
        /// Those of which answers are rendered.
        static let answers: Parts = [.pages, .announcement]

        /// One by one, in the order in which they are loaded.
        var each: [(part: Parts, name: String)] {
            [
                (.pages, "pages"), (.announcement, "announcement"),
                (.certificates, "certificates"), (.challenges, "challenges"),
            ].filter { contains($0.0) }
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
        var announcement: [FileWatch]
        var certificates: [FileWatch]

        func of(_ part: Parts) -> [FileWatch] {
            switch part {
            case .pages: pages
            case .announcement: announcement
            case .certificates: certificates
            default: []
            }
        }
    }

    private(set) var responses: ResponseSet
    private(set) var pages: PageFiles.Loaded
    private(set) var announcement: AnnouncementFiles.Loaded
    /// Nil without TLS.
    private(set) var certificates: CertificateStore?
    private var certificateWatches: [FileWatch] = []
    private var challenges: FileWatch?

    /// Loads everything for the first time. A page that can't be used costs the page, not the
    /// service.
    init(_ configuration: Configuration, tickets: TicketKeys?, findings: inout [Finding]) {
        let now = Clock.unixSeconds()
        challenges = configuration.challengeDirectory.map { FileWatch(path: $0) }
        pages = PageFiles.load(configuration, keeping: nil)
        announcement = AnnouncementFiles.load(configuration, now: now, keeping: nil)
        responses = Self.render(configuration, pages, announcement)
        findings += announcement.findings + pages.findings
        if let page = pages.customPage, !page.isFilled {
            let logo: [Variable] = configuration.logoPath == nil ? [] : [.logoPath]
            for variable in configuration.announcement.variablesOfPage + logo {
                findings.append(
                    Finding(
                        warning: variable, [], .withoutPage(configuration.customFile.path)))
            }
        }
        findings += loadCertificates(configuration, tickets: tickets, now: now)
    }

    var watches: Watches {
        Watches(
            pages: pages.watches, announcement: announcement.watches,
            certificates: certificateWatches)
    }

    /// The parts whose files have changed since they were loaded, or could not be.
    var changedParts: Parts {
        var changed: Parts = []
        let watches = watches
        for (part, _) in Parts.all.each where watches.of(part).contains(where: { $0.hasChanged }) {
            changed.insert(part)
        }
        if challenges?.isReplaced == true { changed.insert(.challenges) }
        return changed
    }

    /// Loads a part again. What is anew is answered after `render`.
    mutating func load(
        _ part: Parts, _ configuration: Configuration, tickets: TicketKeys?, now: Int
    ) -> Loading {
        if part == .challenges {
            let isAnew = challenges?.isReplaced == true
            challenges = configuration.challengeDirectory.map { FileWatch(path: $0) }
            return Loading(findings: configuration.challengeFindings, isAnew: isAnew)
        }
        if part == .pages {
            pages = PageFiles.load(configuration, keeping: pages)
            return Loading(findings: pages.findings, isAnew: pages.isAnew)

        }
        if part == .announcement {
            announcement = AnnouncementFiles.load(configuration, now: now, keeping: announcement)
            return Loading(findings: announcement.findings, isAnew: announcement.isAnew)
        }
        let findings = loadCertificates(configuration, tickets: tickets, now: now)
        return Loading(
            findings: findings,
            isAnew: certificates != nil && !findings.contains { $0.severity == .mistake })
    }

    /// Renders the answers from what has been loaded, once for all parts.
    mutating func render(_ configuration: Configuration) {
        responses = Self.render(configuration, pages, announcement)
    }

    private static func render(
        _ configuration: Configuration, _ pages: PageFiles.Loaded,
        _ announcement: AnnouncementFiles.Loaded
    ) -> ResponseSet {
        var content = MaintenanceContent()
        content.status = configuration.statusCode
        content.announcement = announcement.announcement(configuration)
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
        if texts.title != nil { variables.append(.title) }
        if texts.message != nil { variables.append(.message) }
        if !texts.links.isEmpty { variables.append(.link) }
        if refresh != Self.standardRefresh { variables.append(.refresh) }
        if brand != nil { variables.append(.brand) }
        if accent != nil { variables.append(.accentColor) }
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

    /// Whether something else is there now, or nothing; what is in it may have changed.
    var isReplaced: Bool {
        let now = File.stamp(path)
        return now?.inode != seen?.inode || now?.device != seen?.device
    }

    /// Whether there was anything.
    var isThere: Bool { seen != nil }

    /// Whether it is other than it was found.
    var hasChanged: Bool { File.stamp(path) != seen }

    static func == (one: FileWatch, other: FileWatch) -> Bool {
        one.seen == other.seen && one.path.equals(other.path)
    }
}
