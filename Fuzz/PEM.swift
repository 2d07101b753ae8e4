// Files of certificates and keys: they are read or refused, by a line that tells no secret, and nothing
// is left of them but what was read.
import COpenSSL
import Testing

@testable import TLS
@testable import UnderMaintenance

/// An input is an octet, then the text of a certificate and, behind the first DEL, that of its key;
/// without one, one file holds both. The octet: 1: there is a passphrase.
enum PEM: Target {
    static var seeds: [[UInt8]] {
        [(pair, false), (pair, true), (encrypted, false)].flatMap { files, isReversed in
            let (one, other) = isReversed ? (files.key, files.certificate) : files
            return [
                [0] + one + [0x7F] + other, [1] + one + [0x7F] + other, [0] + one + other,
                [0] + files.certificate + files.certificate + [0x7F] + files.key,
            ]
        }
            + [
                "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n",
                "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n", "MIIE",
                "0\u{82}",
                "PuTTY-User-Key-File-3: ssh-rsa", "LS0tLS1CRUdJTi",
                "\u{FF}\u{FE}-\u{00}-\u{00}-\u{00}-\u{00}",
                "-----BEGIN X509 CRL-----\n-----END X509 CRL-----\n",
            ].map { [0] + latin1($0) }
    }

    static var words: [[UInt8]] {
        [
            "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "-----BEGIN ",
            "-----END ",
            "PRIVATE KEY-----\n", "EC PRIVATE KEY-----\n", "RSA PRIVATE KEY-----\n",
            "ENCRYPTED PRIVATE KEY-----\n", "TRUSTED CERTIFICATE-----\n", "DSA PRIVATE KEY-----\n",
            "Proc-Type: 4,ENCRYPTED\n",
            "DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n",
            "OPENSSH PRIVATE KEY-----\n", "\u{EF}\u{BB}\u{BF}", "\r\n", "\u{7F}",
        ].map(latin1)
    }

    nonisolated(unsafe) private static let certificate: Certificate = {
        Library.start()
        let names = ["a.test", "*.b.test", "127.0.0.1"].map { Certificate.Name(latin1($0).span)! }
        return try! Certificate.makeSelfSigned(for: names)
    }()

    private static let pair = written(nil)
    private static let encrypted = written(EVP_aes_128_cbc())
    private static let passphrase = latin1("secret")

    private static func written(_ cipher: OpaquePointer?) -> (certificate: [UInt8], key: [UInt8]) {
        func text(_ write: (OpaquePointer?) -> Int32) -> [UInt8] {
            let bio = BIO_new(BIO_s_mem())
            defer { BIO_free(bio) }
            precondition(write(bio) == 1)
            var bytes = [UInt8](repeating: 0, count: 8192)
            return Array(bytes[..<Int(BIO_read(bio, &bytes, Int32(bytes.count)))])
        }
        return (
            text { PEM_write_bio_X509($0, certificate.leaf.pointer) },
            text {
                PEM_write_bio_PKCS8PrivateKey(
                    $0, certificate.key.pointer, cipher, "secret", cipher == nil ? 0 : 6, nil, nil)
            }
        )
    }

    nonisolated(unsafe) private static let checker = Certificate.Checker()

    static func run(_ input: [UInt8]) {
        guard let first = input.first else { return }
        Library.start()
        let parts = input[1...].split(
            separator: 0x7F, maxSplits: 1, omittingEmptySubsequences: false)
        let (chain, key) = (Array(parts[0]), Array(parts[parts.count - 1]))
        let given = first & 1 == 0 ? nil : passphrase
        let verdict = judge(chain, key, given)
        precondition(verdict == judge(chain, key, given))
        _ = Certificate.holdsIssuersAlone(chain)
        _ = Certificate.isPEMWithoutCertificate(chain)
        precondition(ERR_peek_error() == 0)
    }

    private static func judge(
        _ chain: [UInt8], _ key: [UInt8], _ passphrase: [UInt8]?
    ) -> String {
        do throws(CertificateError) {
            let certificate = try Certificate.parse(
                path: "/a.pem", certificate: chain, key: key, passphrase: passphrase,
                checker: checker)
            precondition(ERR_peek_error() == 0)
            let tls = TLSConfiguration(
                certificatePath: "/a.pem", minimumVersion: .tls12, offersHTTP2: false)
            for now in [0, certificate.notBefore - 1, certificate.notAfter + 1] {
                checkFindings(
                    CertificateFiles.validityFindings([certificate], of: tls, now: now)
                        + CertificateFiles.keyFindings([certificate], of: tls))
            }
            var line = LogLine(.info, "certificate", at: 0)
            line.add("issuer", certificate.issuer)
            for name in certificate.allNames { line.add("name", name) }
            checkText(line.bytes[...])
            return "\(certificate.fingerprint) \(certificate.allNames) \(certificate.isReordered)"
        } catch {
            precondition(ERR_peek_error() == 0)
            checkFindings([
                Finding(.mistake, .tlsCertificatePath, path: "/a.pem", .certificate(error))
            ])
            return "\(error)"
        }
    }
}
