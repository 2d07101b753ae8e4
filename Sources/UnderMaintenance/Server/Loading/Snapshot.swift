// What a generation of workers serves: loaded and checked by the master.

import Kernel
import Maintenance
import TLS

/// The rendered answers and the certificates. Either part can be replaced by itself: a broken
/// page must not keep a renewed certificate away, nor the other way round.
struct Snapshot {
    private(set) var responses: ResponseSet
    private(set) var pages: PageFiles.Loaded
    /// Nil without TLS.
    private(set) var certificates: CertificateStore?
    /// What means, when it changes, that the certificates are loaded again.
    private(set) var certificateWatches: [FileWatch] = []

    /// Loads everything for the first time. A page that can't be used costs the page, not the
    /// service.
    init(_ configuration: Configuration, tickets: TicketKeys?, findings: inout [Finding]) {
        pages = PageFiles.load(configuration, keeping: nil)
        responses = Self.render(configuration, pages)
        for refusal in pages.refusals { findings.append(refusal.finding) }
        findings += loadCertificates(configuration, tickets: tickets, now: Clock.unixSeconds())
    }

    /// Loads the pages again.
    mutating func loadPages(_ configuration: Configuration) {
        pages = PageFiles.load(configuration, keeping: pages)
        if pages.isAnew { responses = Self.render(configuration, pages) }
    }

    private static func render(
        _ configuration: Configuration, _ pages: PageFiles.Loaded
    ) -> ResponseSet {
        var content = MaintenanceContent()
        content.status = configuration.statusCode
        content.announcement = configuration.announcement
        content.customPage = pages.customPage
        content.ownPages = pages.entries.map { $0.page }
        content.allowsCrossOrigin = configuration.allowsCrossOrigin
        return ResponseSet(content) { Digest.sha256Base64($0) }
    }

    /// Loads certificates and ticket keys, if TLS is configured.
    /// - Parameter tickets: random keys, used unless there is a file of keys; nil without TLS.
    /// - Returns: what is wrong; with a mistake among it nothing has changed.
    mutating func loadCertificates(
        _ configuration: Configuration, tickets: TicketKeys?, now: Int
    ) -> [Finding] {
        guard let tls = configuration.tls, let tickets else { return [] }
        var loaded = CertificateFiles.load(
            tls, now: now, keeping: certificates?.certificates ?? [])
        certificateWatches = loaded.watches
        if loaded.hasMistakes { return loaded.findings }
        do throws(TLSError) {
            certificates = try CertificateStore(
                certificates: loaded.certificates,
                settings: TLSSettings(minimumVersion: tls.minimumVersion),
                tickets: loaded.ticketKeys.flatMap { TicketKeys(file: $0) } ?? tickets)
        } catch {
            loaded.findings.append(
                Finding(
                    severity: .mistake, variable: "UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH",
                    value: tls.certificatePath ?? tls.directory ?? "", reason: error.words,
                    cure: "give certificates that OpenSSL accepts"))
        }
        return loaded.findings
    }

    /// What is spoken on each listener, in their order.
    func services(on listeners: [Listener]) -> [Service] {
        listeners.map { Service(of: $0, certificates: certificates) }
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
