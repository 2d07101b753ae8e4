// Certificates and keys made by `openssl`, once for all tests.

import Foundation
import TLS

/// A certificate and its key, PEM.
struct Pair: Sendable {
    var certificate: [UInt8]
    let key: [UInt8]

    func parsed(path: String = "a.pem", passphrase: [UInt8]? = nil) throws -> Certificate {
        try Certificate.parse(
            path: path, certificate: certificate, key: key, passphrase: passphrase)
    }
}

enum TestCertificates {
    static let passphrase = Array("a long passphrase".utf8)

    static let authority = issue(
        "Test CA", extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign"])
    static let intermediate = issue(
        "Test Intermediate", by: authority,
        extensions: ["basicConstraints=critical,CA:TRUE", "keyUsage=keyCertSign"])
    static let rsa = leaf("RSA", .rsa2048, names: ["a.test", "*.example.test"])
    static let ec = leaf("EC", .ec256, names: ["a.test"])
    static let other = leaf("Other", .ec256, names: ["b.test", "x.example.test"])
    /// The intermediate stands behind the leaf in the file.
    static let chained: Pair = {
        var pair = leaf("Chained", .ec256, names: ["chained.test"], by: intermediate)
        pair.certificate += intermediate.certificate
        return pair
    }()

    enum Key: String {
        case rsa1024 = "-algorithm RSA -pkeyopt rsa_keygen_bits:1024"
        case rsa2048 = "-algorithm RSA -pkeyopt rsa_keygen_bits:2048"
        case rsaPSS = "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048"
        case ec256 = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"
        case ec521 = "-algorithm EC -pkeyopt ec_paramgen_curve:P-521"
        case ec384 = "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"
        case secp256k1 = "-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1"
        case brainpool = "-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1"
        case ed25519 = "-algorithm ED25519"
        case ed448 = "-algorithm ED448"
    }

    static func leaf(
        _ commonName: String, _ key: Key, names: [String], by issuer: Pair = authority,
        days: Int = 90, digest: String = "sha256"
    ) -> Pair {
        let alternatives = names.map { "DNS:\($0)" }.joined(separator: ",")
        return issue(
            commonName, key, by: issuer,
            extensions: ["basicConstraints=CA:FALSE", "subjectAltName=\(alternatives)"],
            days: days, digest: digest)
    }

    /// Self-signed without an issuer.
    static func issue(
        _ commonName: String, _ key: Key = .ec256, by issuer: Pair? = nil,
        extensions: [String], days: Int = 90, digest: String = "sha256"
    ) -> Pair {
        let directory = Directory()
        directory.write(
            "config",
            Array(
                """
                [req]
                distinguished_name = dn
                prompt = no
                x509_extensions = extensions
                utf8 = yes
                [dn]
                CN = \(commonName)
                [extensions]
                \(extensions.joined(separator: "\n"))

                """.utf8))
        directory.openssl("genpkey -out key \(key.rawValue)")
        var request = "req -x509 -config config -key key -out certificate"
        request += " -days \(days) -\(digest)"
        if let issuer {
            directory.write("ca", issuer.certificate)
            directory.write("ca-key", issuer.key)
            request += " -CA ca -CAkey ca-key"
        }
        directory.openssl(request)
        return Pair(certificate: directory.read("certificate"), key: directory.read("key"))
    }

    /// What `openssl` makes of a file.
    static func converted(_ bytes: [UInt8], _ arguments: String) -> [UInt8] {
        let directory = Directory()
        directory.write("in", bytes)
        directory.openssl("\(arguments) -in in -out out")
        return directory.read("out")
    }
}

extension TestCertificates {
    /// Of `2026-11-22 09:54:50Z`.
    static func seconds(ofISO8601 text: String) throws -> Int {
        let format = Date.ISO8601FormatStyle(dateTimeSeparator: .space)
        return Int(try Date(text, strategy: format).timeIntervalSince1970)
    }
}

extension Substring {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// A temporary directory, removed with its owner.
final class Directory {
    private let url: URL

    init() {
        url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try! FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ bytes: [UInt8]) {
        try! Data(bytes).write(to: url.appending(path: name))
    }

    func read(_ name: String) -> [UInt8] {
        Array(try! Data(contentsOf: url.appending(path: name)))
    }

    func openssl(_ arguments: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = url
        process.standardError = FileHandle.nullDevice
        try! process.run()
        process.waitUntilExit()
        precondition(process.terminationStatus == 0, "openssl \(arguments)")
    }
}
