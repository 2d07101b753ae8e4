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

        var hasMistakes: Bool { findings.contains { $0.severity == .mistake } }
    }

    /// - Parameters:
    ///   - now: Unix time, by which what we made ourselves is made anew.
    ///   - previous: what is being served. An entry of the directory that has gone bad keeps the
    ///     certificate it had, so that a half-written pair takes no name out of service.
    static func load(
        _ tls: TLSConfiguration, now: Int, keeping previous: [Certificate] = []
    ) -> Loaded {
        var reader = Reader(tls, previous)
        defer { reader.forgetPassphrase() }
        reader.readPassphrase()
        reader.readDefaultPair()
        reader.readDirectory()
        reader.makeSelfSigned(now: now)
        reader.readTicketKeys()
        return reader.loaded
    }

    /// A warning for each certificate that clients refuse for the time, or will soon: at start and
    /// once a day. Those that nobody is shown are passed over.
    static func validityFindings(
        _ certificates: [Certificate], of tls: TLSConfiguration, now: Int
    ) -> [Finding] {
        var findings: [Finding] = []
        for certificate in certificates {
            if certificate.notBefore > now {
                findings.append(
                    tls.warning(certificate, .notYetValid(certificate.notBefore), .none))
            } else if certificate.notAfter - now <= expiryNotice {
                let end = certificate.notAfter
                findings.append(
                    tls.warning(certificate, end < now ? .expired(end) : .expires(end), .served))
            }
        }
        return findings
    }

    /// A warning for each certificate whose key clients refuse, or some of them.
    static func keyFindings(
        _ certificates: [Certificate], of tls: TLSConfiguration
    ) -> [Finding] {
        var findings: [Finding] = []
        for certificate in certificates {
            let key = certificate.keyDescription
            switch certificate.reach {
            case .everybody: break
            case .programs:
                findings.append(tls.warning(certificate, .keyOfPrograms(key), .served))
            case .nobody: findings.append(tls.warning(certificate, .keyOfNobody(key), .served))
            }
        }
        return findings
    }
}

extension TLSConfiguration {
    /// What is wrong with a certificate that is served all the same.
    @inline(never)
    fileprivate func warning(
        _ certificate: Certificate, _ refusal: FileRefusal, _ effect: Finding.Effect
    ) -> Finding {
        let isDefault = certificatePath.map { $0.equals(certificate.path) } ?? false
        return Finding(
            .warning,
            certificate.isSelfSigned
                ? .tlsSelfSigned : isDefault ? .tlsCertificatePath : .tlsCertificateDirectory,
            path: certificate.path, refusal, effect)
    }
}

extension CertificateFiles {
    /// What is wrong with the files of one certificate; nothing, when that has been said already.
    struct PairRefusal: Error {
        var located: [Located]
    }

    /// What is wrong, and where.
    struct Located {
        enum Part {
            case certificate, key, passphrase
            /// The one file for both holds none.
            case missingKey
        }

        let part: Part
        let path: String
        let refusal: FileRefusal

        /// - Parameter key: nil when one file was to hold both.
        fileprivate init(_ error: CertificateError, _ path: String, key: String?) {
            var part = Part.certificate
            switch error {
            case .certificateEmpty, .certificateIs, .noCertificate: break
            case .noKey: part = key == nil ? .missingKey : .key
            case .keyEmpty, .keyIs, .keyEncrypted, .cipherNotRead, .keyNotRead,
                .keyOfAnotherCertificate:
                part = .key
            case .wrongPassphrase: part = .passphrase
            case .malformed(let error), .refused(let error):
                if error.step == .useKey { part = .key }
            }
            self.part = part
            self.path = part == .certificate ? path : key ?? path
            refusal = .certificate(error)
        }

        /// Whether it is that something isn't there, not that it is bad.
        var isAbsence: Bool {
            switch refusal {
            case .unreadable(.noEntry, isDirectory: _), .dangling: part == .key
            case .certificate(.noKey), .certificate(.noCertificate), .certificate(.certificateIs):
                true
            default: false
            }
        }

        fileprivate init(_ part: Part, _ error: Errno, _ path: String) {
            self.part = part
            self.path = path
            refusal = FileRefusal(error, path, limit: fileBytes)
        }
    }

    struct Reader {
        let tls: TLSConfiguration
        let previous: [Certificate]
        var loaded = Loaded()
        private var passphrase: [UInt8]?
        private let checker = Certificate.Checker()
        /// One is named and can't be used; that a key needs it is then no finding of its own.
        private(set) var lacksPassphrase = false

        init(_ tls: TLSConfiguration, _ previous: [Certificate]) {
            self.tls = tls
            self.previous = previous
        }

        @inline(never)
        mutating func watch(_ path: String) { loaded.watches.append(FileWatch(path: path)) }

        /// Once, before any key.
        mutating func readPassphrase() {
            guard let path = tls.passphrasePath else { return }
            lacksPassphrase = true
            guard var bytes = bytes(of: path, .tlsKeyPassphrasePath) else { return }
            // Editors and echo(1) end the line.
            if bytes.last == 0x0A { bytes.removeLast() }
            if bytes.last == 0x0D { bytes.removeLast() }
            if bytes.isEmpty { return note(.tlsKeyPassphrasePath, path, .emptyPassphrase) }
            passphrase = bytes
            lacksPassphrase = false
        }

        func forgetPassphrase() { Secrets.wipe(passphrase ?? []) }

        mutating func readDefaultPair() {
            guard let path = tls.certificatePath else { return }
            do throws(PairRefusal) {
                let certificate = try pair(path, key: tls.keyPath)
                loaded.certificates.append(certificate)
                if certificate.isReordered {
                    loaded.findings.append(
                        Finding(.warning, .tlsCertificatePath, path: path, .reordered))
                }
            } catch {
                for located in error.located {
                    switch located.part {
                    case .certificate: note(.tlsCertificatePath, located.path, located.refusal)
                    case .key: note(.tlsKeyPath, located.path, located.refusal)
                    case .missingKey: note(.tlsKeyPath, "", .noKeyIn(located.path))
                    case .passphrase:
                        note(.tlsKeyPassphrasePath, tls.passphrasePath ?? "", located.refusal)
                    }
                }
            }
        }

        /// The one that is served goes on until it is to be made anew: who trusts it does so by its
        /// fingerprint.
        mutating func makeSelfSigned(now: Int) {
            if tls.selfSigned.isEmpty { return }
            for kept in previous
            where kept.isSelfSigned && kept.daysLeft(at: now) >= Certificate.renewalDays {
                return loaded.certificates.append(kept)
            }
            do throws(TLSError) {
                loaded.certificates.append(try .makeSelfSigned(for: tls.selfSigned))
            } catch {
                note(.tlsSelfSigned, "", .openSSL(error))
            }
        }

        mutating func readTicketKeys() {
            guard let path = tls.ticketKeysPath else { return }
            guard let bytes = bytes(of: path, .tlsTicketKeysPath) else { return }
            if !bytes.isEmpty, bytes.count % TicketKeys.keyBytes == 0 {
                loaded.ticketKeys = bytes
                return
            }
            note(.tlsTicketKeysPath, path, .ticketKeys(bytes: bytes.count))
        }

        /// - Parameters:
        ///   - path: of the chain.
        ///   - keyPath: nil when the same file holds the key.
        ///   - other: where the key is if the file doesn't hold it.
        @inline(never)
        mutating func pair(
            _ path: String, key keyPath: String?, beside other: String? = nil
        ) throws(PairRefusal) -> Certificate {
            var refusal = PairRefusal(located: [])
            let chain = part(.certificate, path, &refusal)
            var keyPath = keyPath
            if let other, chain?.contains("PRIVATE KEY-----") == false { keyPath = other }
            let key = keyPath.map { part(.key, $0, &refusal) } ?? chain
            // OpenSSL has copies of its own.
            defer {
                Secrets.wipe(chain ?? [])
                Secrets.wipe(key ?? [])
            }
            guard let chain, let key else { throw refusal }
            do throws(CertificateError) {
                return try Certificate.parse(
                    path: path, certificate: chain, key: key, passphrase: passphrase,
                    checker: checker)
            } catch {
                if error == .keyEncrypted, lacksPassphrase { throw refusal }
                throw PairRefusal(located: [Located(error, path, key: keyPath)])
            }
        }

        @inline(never)
        private mutating func part(
            _ part: Located.Part, _ path: String, _ refusal: inout PairRefusal
        ) -> [UInt8]? {
            do throws(Errno) {
                return try read(path)
            } catch {
                refusal.located.append(Located(part, error, path))
                return nil
            }
        }

        /// nil after a mistake.
        @inline(never)
        private mutating func bytes(of path: String, _ variable: Variable) -> [UInt8]? {
            do throws(Errno) {
                return try read(path)
            } catch {
                note(variable, path, FileRefusal(error, path, limit: fileBytes))
                return nil
            }
        }

        @inline(never)
        mutating func read(_ path: String) throws(Errno) -> [UInt8] {
            watch(path)
            return try File.read(path, limit: fileBytes)
        }

        /// A mistake. Where something is served, it came from these paths.
        @inline(never)
        mutating func note(_ variable: Variable, _ path: String, _ refusal: FileRefusal) {
            loaded.findings.append(
                Finding(.mistake, variable, path: path, refusal, isKnown: !previous.isEmpty))
        }
    }
}
