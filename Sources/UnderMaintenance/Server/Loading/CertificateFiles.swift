// The certificates and keys of the TLS listeners, read and checked as a whole, by the master.

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
                    variable: isDefault ? .tlsCertificatePath : .tlsCertificateDirectory,
                    value: certificate.path, reason: verb + String(bytes: time),
                    cure: "renew it; until then it is served as it is"))
        }
        return findings
    }
}

extension CertificateFiles {
    struct Reader {
        let tls: TLSConfiguration
        let previous: [Certificate]
        var loaded = Loaded()
        private var passphrase: [UInt8]?
        /// One is named and can't be used; that a key needs it is then no finding of its own.
        private(set) var lacksPassphrase = false

        init(_ tls: TLSConfiguration, _ previous: [Certificate]) {
            self.tls = tls
            self.previous = previous
        }

        mutating func watch(_ path: String) { loaded.watches.append(FileWatch(path: path)) }

        /// Once, before any key.
        mutating func readPassphrase() {
            guard let path = tls.passphrasePath else { return }
            let variable = Variable.tlsKeyPassphrasePath
            lacksPassphrase = true
            guard var bytes = bytes(of: path, variable) else { return }
            // Editors and echo(1) end the line.
            if bytes.last == 0x0A { bytes.removeLast() }
            if bytes.last == 0x0D { bytes.removeLast() }
            if bytes.isEmpty {
                note(.mistake, variable, path, "the file is empty", "write the passphrase into it")
                return
            }
            passphrase = bytes
            lacksPassphrase = false
        }

        mutating func readDefaultPair() {
            guard let path = tls.certificatePath else { return }
            do throws(PairRefusal) {
                loaded.certificates.append(try pair(path, key: tls.keyPath))
            } catch {
                for refusal in error.refusals { noteDefault(refusal) }
            }
        }

        private mutating func noteDefault(_ refusal: Refusal) {
            let key = Variable.tlsKeyPath
            switch refusal.part {
            case .certificate:
                note(
                    .mistake, .tlsCertificatePath, refusal.path, refusal.reason, refusal.cure)
            case .key:
                note(.mistake, key, refusal.path, refusal.reason, refusal.cure)
            case .missingKey:
                note(
                    .mistake, key, "", "not set, and " + refusal.path + " holds no private key",
                    "give the path of the certificate's key")
            case .passphrase:
                note(
                    .mistake, .tlsKeyPassphrasePath, tls.passphrasePath ?? "", refusal.reason,
                    refusal.cure)
            }
        }

        mutating func readTicketKeys() {
            guard let path = tls.ticketKeysPath else { return }
            let variable = Variable.tlsTicketKeysPath
            guard let bytes = bytes(of: path, variable) else { return }
            if !bytes.isEmpty, bytes.count % TicketKeys.keyBytes == 0 {
                loaded.ticketKeys = bytes
                return
            }
            note(
                .mistake, variable, path,
                "its size of " + String(bytes.count)
                    + " isn't that of one or more keys of 80 bytes",
                "make a key: openssl rand 80 > FILE")
        }

        /// - Parameters:
        ///   - path: of the chain.
        ///   - keyPath: nil when the same file holds the key.
        mutating func pair(
            _ path: String, key keyPath: String?
        ) throws(PairRefusal) -> Certificate {
            var refusals: [Refusal] = []
            let chain = part(.certificate, path, &refusals)
            let key = keyPath.map { part(.key, $0, &refusals) } ?? chain
            guard let chain, let key else { throw PairRefusal(refusals: refusals) }
            do throws(CertificateError) {
                return try Certificate.parse(
                    path: path, certificate: chain, key: key, passphrase: passphrase)
            } catch {
                if error == .keyEncrypted, lacksPassphrase { throw PairRefusal(refusals: []) }
                throw PairRefusal(refusals: [Refusal(error, path, key: keyPath)])
            }
        }

        private mutating func part(
            _ part: Refusal.Part, _ path: String, _ refusals: inout [Refusal]
        ) -> [UInt8]? {
            do throws(Errno) {
                return try read(path)
            } catch {
                refusals.append(Refusal(part, error, path))
                return nil
            }
        }

        /// nil after a mistake.
        private mutating func bytes(of path: String, _ variable: Variable) -> [UInt8]? {
            do throws(Errno) {
                return try read(path)
            } catch {
                let refusal = Refusal(.certificate, error, path)
                note(.mistake, variable, path, refusal.reason, refusal.cure)
                return nil
            }
        }

        private mutating func read(_ path: String) throws(Errno) -> [UInt8] {
            watch(path)
            return try File.read(path, limit: fileBytes)
        }

        mutating func note(
            _ severity: Finding.Severity, _ variable: Variable, _ value: String, _ reason: String,
            _ cure: String
        ) {
            loaded.findings.append(
                Finding(
                    severity: severity, variable: variable, value: value, reason: reason, cure: cure
                ))
        }
    }
}
