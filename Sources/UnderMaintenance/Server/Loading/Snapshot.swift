// What a generation of workers serves: loaded and checked by the master.

import Kernel
import Maintenance
import TLS

/// The rendered answers and the certificates. Either part can be replaced by itself: a broken
/// page must not keep a renewed certificate away, nor the other way round.
struct Snapshot {
    private(set) var responses: ResponseSet
    /// Where the page came from, nil for the built-in text.
    private(set) var pagePath: String?
    /// Nil without TLS.
    private(set) var certificates: CertificateStore?
    /// What means, when it changes, that the certificates are loaded again.
    private(set) var certificateWatches: [FileWatch] = []

    /// The built-in text and no certificate.
    init(_ configuration: Configuration) {
        responses = ResponseSet(status: configuration.statusCode, page: .underMaintenance)
    }

    /// Loads the page, if there is one.
    /// - Throws: if there should be one, or was one, and it can't be used; nothing has changed then.
    mutating func loadPage(_ configuration: Configuration) throws(PageFile.Refusal) {
        let path = configuration.customPage.path
        guard let page = try PageFile.load(configuration.customPage) else {
            guard pagePath == nil else {
                throw PageFile.Refusal(path: path, reason: "the file is gone")
            }
            return
        }
        responses = ResponseSet(status: configuration.statusCode, page: page)
        pagePath = path
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

    /// Loads everything for the first time. A page that can't be used costs the page, not the
    /// service.
    mutating func loadAll(_ configuration: Configuration, tickets: TicketKeys?) -> [Finding] {
        var findings: [Finding] = []
        do throws(PageFile.Refusal) {
            try loadPage(configuration)
        } catch {
            findings.append(error.finding)
        }
        return findings
            + loadCertificates(configuration, tickets: tickets, now: Clock.unixSeconds())
    }

    /// What is spoken on each listener, in their order.
    func services(_ configuration: Configuration, on listeners: [Listener]) -> [Service] {
        listeners.map { listener in
            switch listener.kind {
            case .http:
                Service(
                    proxyProtocol: configuration.proxyProtocol,
                    keepAlive: configuration.keepAlive, certificates: nil)
            case .https:
                Service(
                    proxyProtocol: configuration.httpsProxyProtocol,
                    keepAlive: configuration.httpsKeepAlive, certificates: certificates)
            }
        }
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
