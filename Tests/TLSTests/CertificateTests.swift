// What is known of a certificate: names, key, issuer, expiry.

import Foundation
import Testing

@testable import TLS

struct CertificateTests {
    init() { Library.start() }

    private func names(_ extensions: [String], commonName: String = "Common.Test") throws
        -> [String]
    {
        let pair = TestCertificates.issue(
            commonName, by: TestCertificates.authority,
            extensions: ["basicConstraints=CA:FALSE"] + extensions)
        return try pair.parsed().names.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The first time in a certificate is that from which it is valid.
    @Test(arguments: [(4, "0230"), (4, "1301"), (8, "25"), (10, "61")])
    func `a time that is none isn't taken for long past`(place: Int, digits: String) throws {
        let pair = TestCertificates.ec
        let text = String(decoding: pair.certificate, as: UTF8.self)
        let lines = text.split(separator: "\n").dropFirst().dropLast()
        var der = Array(try #require(Data(base64Encoded: lines.joined())))
        let start = try #require(der.indices.first { der[$0...].starts(with: [0x17, 13]) })
        der.replaceSubrange(start + place..<start + place + digits.utf8.count, with: digits.utf8)
        let encoded = Data(der).base64EncodedString(options: .lineLength64Characters)
        let broken =
            "-----BEGIN CERTIFICATE-----\n" + encoded.replacing("\r", with: "")
            + "\n-----END CERTIFICATE-----\n"
        let certificate = try Pair(certificate: Array(broken.utf8), key: pair.key).parsed()
        #expect(!certificate.isValid(at: Int(Date().timeIntervalSince1970)))
        #expect(certificate.notBefore == 253_402_300_799)
    }

    @Test func `the alternative names are its names and the common name isn't`() throws {
        #expect(
            try names(["subjectAltName=DNS:a.test,DNS:*.b.test"]) == ["a.test", "*.b.test"])
    }

    @Test func `names are lower case`() throws {
        #expect(try names(["subjectAltName=DNS:WWW.Example.TEST"]) == ["www.example.test"])
    }

    @Test func `addresses and mail are no names, nor does the common name replace them`() throws {
        #expect(try names(["subjectAltName=IP:127.0.0.1,email:a@b.test"]) == [])
        #expect(
            try names(["subjectAltName=IP:::1,DNS:a.test,email:a@b.test"]) == ["a.test"])
    }

    @Test func `the common name is the name without alternative names`() throws {
        #expect(try names([]) == ["common.test"])
        #expect(try names([], commonName: "*.Wild.test") == ["*.wild.test"])
    }

    @Test(arguments: [
        (TestCertificates.Key.rsa2048, Certificate.KeyType.rsa, "RSA 2048"),
        (.rsaPSS, .rsa, "RSA-PSS 2048"),
        (.ec256, .ecdsa, "EC 256"),
        (.ec521, .ecdsa, "EC 521"),
        (.ed25519, .other, "ED25519"),
    ])
    func `the key is described`(
        _ key: TestCertificates.Key, _ type: Certificate.KeyType, _ description: String
    ) throws {
        let certificate = try TestCertificates.leaf("Key", key, names: ["k.test"]).parsed()
        #expect(certificate.keyType == type)
        #expect(certificate.keyDescription == description)
    }

    @Test(arguments: [
        (TestCertificates.Key.rsa2048, Certificate.Reach.everybody), (.ec256, .everybody),
        (.ec384, .everybody), (.ec521, .everybody), (.rsaPSS, .programs), (.ed25519, .programs),
        (.ed448, .programs), (.secp256k1, .nobody), (.brainpool, .nobody),
    ])
    func `who can use the key is known`(
        _ key: TestCertificates.Key, _ reach: Certificate.Reach
    ) throws {
        let certificate = try TestCertificates.leaf("Key", key, names: ["k.test"]).parsed()
        #expect(certificate.reach == reach)
    }

    @Test func `the fingerprint is what openssl prints`() throws {
        let pair = TestCertificates.ec
        let printed = String(
            decoding: TestCertificates.converted(
                pair.certificate, "x509 -noout -fingerprint -sha256"), as: UTF8.self)
        #expect(printed[...].trimmed.hasSuffix("=" + (try pair.parsed().fingerprint)))
    }

    @Test func `the issuer is a name in one line without controls`() throws {
        #expect(try TestCertificates.ec.parsed().issuer == "CN=Test CA")
        let odd = TestCertificates.issue(
            "Bad\u{1b}[31m Ünder", extensions: ["basicConstraints=CA:FALSE"])
        #expect(try odd.parsed().issuer == "CN=Bad\\1B[31m \\C3\\9Cnder")
    }

    @Test func `the leaf comes first and its issuers behind it`() throws {
        #expect(try TestCertificates.chained.parsed().chain.count == 1)
        #expect(try TestCertificates.chained.parsed().issuer == "CN=Test Intermediate")
        #expect(try TestCertificates.ec.parsed().chain.isEmpty)
    }

    @Test(arguments: [1, 90, 10_000])
    func `the time of expiry is the certificate's`(_ days: Int) throws {
        let pair = TestCertificates.leaf("Days", .ec256, names: ["d.test"], days: days)
        let iso = String(
            decoding: TestCertificates.converted(
                pair.certificate, "x509 -enddate -dateopt iso_8601 -noout"),
            as: UTF8.self)
        let shown = try TestCertificates.seconds(
            ofISO8601: iso.dropFirst("notAfter=".count).trimmed)
        #expect(try pair.parsed().notAfter == shown)
    }

    @Test(arguments: [
        (-86_400, 1), (-86_399, 0), (-1, 0), (0, 0), (1, -1), (86_400, -1), (86_401, -1),
        (2 * 86_400 - 1, -1), (2 * 86_400, -2), (90 * 86_400, -90),
        (-90 * 86_400, 90),
    ])
    func `days left are whole days and negative once it has expired`(
        _ seconds: Int, _ days: Int
    ) throws {
        let certificate = try TestCertificates.ec.parsed()
        #expect(certificate.daysLeft(at: certificate.notAfter + seconds) == days)
    }
}
