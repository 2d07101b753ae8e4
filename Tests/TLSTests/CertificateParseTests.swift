// What certificate and key files give, and what is said of bad ones.

import Testing

@testable import TLS

struct ParseCase: CustomTestStringConvertible, Sendable {
    var words: String
    var certificate = TestCertificates.ec.certificate
    var key = TestCertificates.ec.key
    var passphrase: [UInt8]?
    /// Nil: it is accepted.
    var verdict: CertificateError?

    var testDescription: String { words }
}

struct CertificateParseTests {
    private static let garbage = Array("not PEM at all, nor DER".utf8)
    private static let encrypted = TestCertificates.converted(
        TestCertificates.ec.key,
        "pkcs8 -topk8 -passout pass:\(text(TestCertificates.passphrase, "%20"))")
    private static let traditional = TestCertificates.converted(
        TestCertificates.rsa.key, "rsa -traditional -aes128 -passout pass:secret")

    private static func text(_ bytes: [UInt8], _ space: String) -> String {
        String(decoding: bytes, as: UTF8.self).replacing(" ", with: space)
    }

    /// The chain's certificates one by one, the leaf first.
    private static let links: [[UInt8]] = {
        let mark = Array("-----BEGIN".utf8)
        let chain = TestCertificates.chained.certificate
        let second = chain.indices.dropFirst().first { chain[$0...].starts(with: mark) }!
        return [Array(chain[..<second]), Array(chain[second...])]
    }()

    static let good: [ParseCase] = [
        ParseCase(
            words: "a chain upside down", certificate: links[1] + links[0],
            key: TestCertificates.chained.key),
        ParseCase(
            words: "a chain with its root in front",
            certificate: TestCertificates.authority.certificate + links[0] + links[1],
            key: TestCertificates.chained.key),
        ParseCase(
            words: "a trusted certificate",
            certificate: TestCertificates.converted(
                TestCertificates.ec.certificate, "x509 -trustout")),
        ParseCase(
            words: "a byte order mark before each",
            certificate: [0xEF, 0xBB, 0xBF] + TestCertificates.ec.certificate,
            key: [0xEF, 0xBB, 0xBF] + TestCertificates.ec.key),
        ParseCase(words: "EC"),
        ParseCase(
            words: "RSA", certificate: TestCertificates.rsa.certificate,
            key: TestCertificates.rsa.key),
        ParseCase(
            words: "RSA in the traditional form", certificate: TestCertificates.rsa.certificate,
            key: TestCertificates.converted(TestCertificates.rsa.key, "rsa -traditional")),
        ParseCase(
            words: "EC in the traditional form behind its parameters",
            key: Array("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n".utf8)
                + Array("-----END EC PARAMETERS-----\n".utf8)
                + TestCertificates.converted(TestCertificates.ec.key, "ec")),
        ParseCase(
            words: "one file of certificate and key",
            certificate: TestCertificates.ec.certificate + TestCertificates.ec.key,
            key: TestCertificates.ec.certificate + TestCertificates.ec.key),
        ParseCase(
            words: "one file of key and certificate",
            certificate: TestCertificates.rsa.key + TestCertificates.rsa.certificate,
            key: TestCertificates.rsa.key + TestCertificates.rsa.certificate),
        ParseCase(
            words: "a chain and its key in one file",
            certificate: TestCertificates.chained.certificate + TestCertificates.chained.key,
            key: TestCertificates.chained.certificate + TestCertificates.chained.key),
        ParseCase(
            words: "text round the blocks",
            certificate: Array("Certificate:\n".utf8) + TestCertificates.ec.certificate + [10, 10]),
        ParseCase(
            words: "an encrypted key and its passphrase", key: encrypted,
            passphrase: Array(text(TestCertificates.passphrase, "%20").utf8)),
        ParseCase(
            words: "an encrypted key in the traditional form",
            certificate: TestCertificates.rsa.certificate, key: traditional,
            passphrase: Array("secret".utf8)),
        ParseCase(
            words: "a passphrase nobody needs", passphrase: Array("secret".utf8)),
    ]

    static let bad: [ParseCase] = [
        ParseCase(words: "an empty certificate", certificate: [], verdict: .certificateEmpty),
        ParseCase(words: "an empty key", key: [], verdict: .keyEmpty),
        ParseCase(
            words: "DER",
            certificate: TestCertificates.converted(
                TestCertificates.ec.certificate, "x509 -outform der"),
            verdict: .certificateIs(.der)),
        ParseCase(
            words: "a key in DER",
            key: TestCertificates.converted(TestCertificates.ec.key, "pkey -outform der"),
            verdict: .keyIs(.der)),
        ParseCase(
            words: "PKCS #12",
            certificate: TestCertificates.converted(
                TestCertificates.ec.certificate + TestCertificates.ec.key,
                "pkcs12 -export -passout pass:"),
            verdict: .certificateIs(.pkcs12)),
        ParseCase(
            words: "PKCS #12 for a key",
            key: TestCertificates.converted(
                TestCertificates.ec.certificate + TestCertificates.ec.key,
                "pkcs12 -export -passout pass:"),
            verdict: .keyIs(.pkcs12)),
        ParseCase(
            words: "PKCS #7 in DER",
            certificate: TestCertificates.converted(
                TestCertificates.ec.certificate, "crl2pkcs7 -nocrl -outform der -certfile in"),
            verdict: .certificateIs(.pkcs7)),
        ParseCase(
            words: "PKCS #7 in PEM", certificate: pem("PKCS7"), verdict: .certificateIs(.pkcs7)),
        ParseCase(
            words: "a request", certificate: pem("CERTIFICATE REQUEST"),
            verdict: .certificateIs(.request)),
        ParseCase(
            words: "a request of old", certificate: pem("NEW CERTIFICATE REQUEST"),
            verdict: .certificateIs(.request)),
        ParseCase(
            words: "an OpenSSH key", key: pem("OPENSSH PRIVATE KEY"), verdict: .keyIs(.openSSH)),
        ParseCase(
            words: "a PuTTY key", key: Array("PuTTY-User-Key-File-3: ssh-rsa\n".utf8),
            verdict: .keyIs(.putty)),
        ParseCase(
            words: "a Java key store", certificate: [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2],
            verdict: .certificateIs(.javaKeyStore)),
        ParseCase(
            words: "UTF-16 with its mark",
            certificate: [0xFF, 0xFE] + TestCertificates.ec.certificate.flatMap { [$0, 0] },
            verdict: .certificateIs(.utf16)),
        ParseCase(
            words: "UTF-16 without a mark",
            key: TestCertificates.ec.key.flatMap { [$0, 0] }, verdict: .keyIs(.utf16)),
        ParseCase(
            words: "PEM in Base64",
            certificate: TestCertificates.converted(
                TestCertificates.ec.certificate, "base64 -A"),
            verdict: .certificateIs(.encodedPEM)),
        ParseCase(
            words: "Base64 alone",
            certificate: TestCertificates.converted(
                TestCertificates.converted(TestCertificates.ec.certificate, "x509 -outform der"),
                "base64"),
            verdict: .certificateIs(.bareBase64)),
        ParseCase(
            words: "parameters", certificate: pem("DH PARAMETERS"), verdict: .noCertificate),
        ParseCase(
            words: "an old cipher, and the right passphrase",
            key: TestCertificates.converted(
                TestCertificates.ec.key,
                "pkcs8 -topk8 -v1 PBE-MD5-DES -provider legacy -provider default -passout pass:x"),
            passphrase: Array("x".utf8), verdict: .cipherNotRead),
        ParseCase(
            words: "an old cipher without a passphrase",
            key: TestCertificates.converted(
                TestCertificates.ec.key,
                "pkcs8 -topk8 -v1 PBE-SHA1-RC2-40 -provider legacy -provider default"
                    + " -passout pass:x"),
            verdict: .keyEncrypted),
        ParseCase(words: "garbage", certificate: garbage, verdict: .certificateIs(.unknown)),
        ParseCase(words: "a garbage key", key: garbage, verdict: .keyIs(.unknown)),
        ParseCase(
            words: "a key instead of the certificate", certificate: TestCertificates.ec.key,
            verdict: .noCertificate),
        ParseCase(
            words: "a certificate instead of the key", key: TestCertificates.ec.certificate,
            verdict: .noKey),
        ParseCase(
            words: "a public key instead of the key",
            key: TestCertificates.converted(TestCertificates.ec.key, "pkey -pubout"),
            verdict: .keyIs(.publicKey)),
        ParseCase(
            words: "a key of another kind", key: TestCertificates.rsa.key,
            verdict: .keyOfAnotherCertificate),
        ParseCase(
            words: "a key of the same kind", key: TestCertificates.other.key,
            verdict: .keyOfAnotherCertificate),
        ParseCase(
            words: "the key of the issuer, which stands second",
            certificate: TestCertificates.chained.certificate,
            key: TestCertificates.intermediate.key,
            verdict: .keyOfAnotherCertificate),
        ParseCase(
            words: "an encrypted key without passphrase", key: encrypted, verdict: .keyEncrypted),
        ParseCase(
            words: "a traditional encrypted key without passphrase",
            certificate: TestCertificates.rsa.certificate, key: traditional, verdict: .keyEncrypted),
        ParseCase(
            words: "a wrong passphrase", key: encrypted, passphrase: Array("secret".utf8),
            verdict: .wrongPassphrase),
        ParseCase(
            words: "a passphrase with its line end", certificate: TestCertificates.rsa.certificate,
            key: traditional, passphrase: Array("secret\n".utf8), verdict: .wrongPassphrase),
        ParseCase(
            words: "an empty passphrase", key: encrypted, passphrase: [],
            verdict: .wrongPassphrase),
        ParseCase(
            words: "a passphrase longer than OpenSSL takes", key: encrypted,
            passphrase: [UInt8](repeating: 97, count: 5000), verdict: .wrongPassphrase),
    ]

    /// Of another kind.
    private static func pem(_ kind: String) -> [UInt8] {
        Array("-----BEGIN \(kind)-----\nMIIB\n-----END \(kind)-----\n".utf8)
    }

    private func parse(_ testCase: ParseCase) throws(CertificateError) -> Certificate {
        Library.start()
        return try Certificate.parse(
            path: "a.pem", certificate: testCase.certificate, key: testCase.key,
            passphrase: testCase.passphrase)
    }

    @Test(arguments: good) func `a good pair is accepted`(_ testCase: ParseCase) throws {
        #expect(try parse(testCase).path == "a.pem")
        expectEmptyQueue()
    }

    @Test func `a chain in another order is put right and says so`() throws {
        let upsideDown = ParseCase(
            words: "", certificate: Self.links[1] + Self.links[0],
            key: TestCertificates.chained.key)
        let parsed = try parse(upsideDown)
        #expect(parsed.isReordered && parsed.names == [Array("chained.test".utf8)])
        #expect(parsed.chain.count == 1)
        let whole = ParseCase(
            words: "", certificate: TestCertificates.chained.certificate,
            key: TestCertificates.chained.key)
        #expect(try !parse(whole).isReordered)
    }

    @Test(arguments: bad) func `a bad pair is refused by its rule`(_ testCase: ParseCase) throws {
        let verdict = try #require(testCase.verdict)
        #expect(throws: verdict) { try parse(testCase) }
        expectEmptyQueue()
    }

    @Test func `what was written half is malformed at every length`() {
        let whole = TestCertificates.chained.certificate
        let one = TestCertificates.leaf("One", .ec256, names: ["one.test"]).certificate.count
        for count in stride(from: 100, to: one - 100, by: 7) {
            let half = ParseCase(
                words: "", certificate: Array(whole[..<count]), key: TestCertificates.chained.key)
            #expect(throws: CertificateError.self, "\(count) bytes") { try parse(half) }
            expectEmptyQueue()
        }
        for count in stride(from: 100, to: TestCertificates.ec.key.count - 30, by: 7) {
            let half = ParseCase(words: "", key: Array(TestCertificates.ec.key[..<count]))
            #expect(throws: CertificateError.self, "\(count) bytes") { try parse(half) }
            expectEmptyQueue()
        }
    }

    @Test func `a broken block behind the leaf is malformed`() throws {
        var bytes = TestCertificates.chained.certificate
        let place = bytes.count - 200
        bytes[place] = bytes[place] == 65 ? 66 : 65
        bytes[place + 1] = UInt8(ascii: "!")
        let error = #expect(throws: CertificateError.self) {
            try parse(ParseCase(words: "", certificate: bytes, key: TestCertificates.chained.key))
        }
        guard case .malformed(let cause) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.step == .useChain && cause.cause != 0)
    }

    @Test(arguments: [
        (TestCertificates.Key.rsa1024, "sha256", "ee key too small"),
        (.rsa2048, "sha1", "ca md too weak"),
    ])
    func `a certificate too weak is refused with OpenSSL's reason`(
        _ key: TestCertificates.Key, _ digest: String, _ words: String
    ) {
        let weak = TestCertificates.leaf("Weak", key, names: ["weak.test"], digest: digest)
        let error = #expect(throws: CertificateError.self) {
            try parse(ParseCase(words: "", certificate: weak.certificate, key: weak.key))
        }
        guard case .refused(let cause) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.step == .useCertificate && cause.words == words)
        expectEmptyQueue()
    }
}
