// PEM that has lost its lines, and keys that nothing here reads, by their own names.

import Testing

@testable import TLS

struct BrokenPEMTests {
    static let cases: [ParseCase] = [
        ParseCase(
            words: "a certificate in one line",
            certificate: TestCertificates.ec.certificate.filter { $0 != 10 },
            verdict: .certificateIs(.withoutLines)),
        ParseCase(
            words: "a certificate whose END stands behind its text",
            certificate: TestCertificates.ec.certificate.dropLast(27)
                + Array("-----END CERTIFICATE-----\n".utf8),
            verdict: .certificateIs(.withoutLines)),
        ParseCase(
            words: "a key in one line", key: TestCertificates.ec.key.map { $0 == 10 ? 32 : $0 },
            verdict: .keyIs(.withoutLines)),
        ParseCase(
            words: "a key under a cipher that OpenSSL has given up",
            certificate: TestCertificates.rsa.certificate,
            key: Array("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n".utf8)
                + Array("DEK-Info: IDEA-CBC,0011223344556677\n\nAAAA\n".utf8)
                + Array("-----END RSA PRIVATE KEY-----\n".utf8),
            passphrase: Array("secret".utf8), verdict: .cipherNotRead),
        ParseCase(
            words: "a key of a type that nobody knows",
            key: Array("-----BEGIN PRIVATE KEY-----\nMBACAQAwBQYDK2VxBAQEAgAA\n".utf8)
                + Array("-----END PRIVATE KEY-----\n".utf8), verdict: .keyNotRead),
    ]

    @Test(arguments: cases) func `each is told by its name`(_ testCase: ParseCase) throws {
        Library.start()
        let verdict = try #require(testCase.verdict)
        #expect(throws: verdict) {
            try Certificate.parse(
                path: "", certificate: testCase.certificate, key: testCase.key,
                passphrase: testCase.passphrase)
        }
    }
}
