// The certificates and keys of the TLS listeners, loaded and checked as a whole, by the master.

import HTTP
import Kernel
import TLS

enum CertificateFiles {
    /// Bytes of one file. A larger one is refused.
    static let fileBytes = 1024 * 1024

    /// Seconds before its end from which a certificate is warned about.
    static let expiryNotice = 14 * 86_400

    struct Loaded {
        /// The default pair first, then those of the directory in the order of its names.
        var certificates: [Certificate] = []
        /// With a mistake among them, what was loaded before should go on being served.
        var findings: [Finding] = []
        /// Whole keys of 80 bytes; nil: random ones.
        var ticketKeys: [UInt8]?
        /// Every file and directory whose change means a reload. Each was looked at before it was
        /// read, so that no change is missed.
        var watches: [FileWatch] = []

        var watchedPaths: [String] { watches.map { $0.path } }
        var hasMistakes: Bool { findings.contains { $0.severity == .mistake } }
    }

    /// - Parameters:
    ///   - now: Unix time, by which certificates have expired or not.
    ///   - previous: what is being served. An entry of the directory that has gone bad keeps the
    ///     certificate it had, so that a half-written pair takes no name out of service.
    static func load(
        _ tls: TLSConfiguration, now: Int, keeping previous: [Certificate] = []
    ) -> Loaded {
        var reader = Reader(tls, previous)
        reader.readPassphrase()
        reader.readDefaultPair()
        reader.readDirectory()
        reader.readTicketKeys()
        var loaded = reader.loaded
        loaded.findings += expiryFindings(loaded.certificates, of: tls, now: now)
        return loaded
    }

    /// A warning for each certificate that has expired or will soon: at start and once a day.
    static func expiryFindings(
        _ certificates: [Certificate], of tls: TLSConfiguration, now: Int
    ) -> [Finding] {
        var findings: [Finding] = []
        for certificate in certificates where certificate.notAfter - now <= expiryNotice {
            let isDefault = tls.certificatePath.map { $0.equals(certificate.path) } ?? false
            let verb = certificate.notAfter < now ? "expired at " : "expires at "
            var time: [UInt8] = []
            InternetTime.append(certificate.notAfter, to: &time)
            findings.append(
                Finding(
                    severity: .warning,
                    variable: isDefault ? certificateVariable : directoryVariable,
                    value: certificate.path, reason: verb + String(bytes: time),
                    cure: "renew it; until then it is served as it is"))
        }
        return findings
    }

    static let certificateVariable = "UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH"
    static let directoryVariable = "UNDER_MAINTENANCE_TLS_CERTIFICATE_DIRECTORY"
}
