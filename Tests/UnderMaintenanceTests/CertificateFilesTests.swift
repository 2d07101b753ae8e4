// The default pair, the passphrase, the ticket keys, and how soon a certificate ends.

import Foundation
import TLS
import Testing

@testable import UnderMaintenance

struct CertificateFilesTests {
    private let folder = TestFolder()

    /// Of the folder's files `certificate` and `key`, where they exist or are asked for.
    private func load(
        certificate: String? = TestPair.one.certificate, key: String? = TestPair.one.key,
        passphrase: String? = nil, tickets: String? = nil
    ) -> CertificateFiles.Loaded {
        var tls = TLSConfiguration(certificatePath: folder.path("certificate"))
        if let certificate { folder.write("certificate", certificate) }
        if let key {
            tls.keyPath = folder.write("key", key)
        }
        tls.passphrasePath = passphrase.map { folder.write("passphrase", $0) }
        tls.ticketKeysPath = tickets.map { folder.write("tickets", $0) }
        return CertificateFiles.load(tls, now: 0)
    }

    @Test func `a pair of two files is loaded and watched`() {
        let loaded = load()
        #expect(loaded.findings.isEmpty)
        #expect(loaded.names == ["one.test"])
        #expect(loaded.certificates.first?.path == folder.path("certificate"))
        #expect(loaded.watches.map(\.path) == [folder.path("certificate"), folder.path("key")])
        #expect(loaded.ticketKeys == nil)
    }

    @Test func `one file may hold both, in either order`() {
        let pair = TestPair.one
        for content in [pair.certificate + pair.key, pair.key + pair.certificate] {
            let loaded = load(certificate: content, key: nil)
            #expect(loaded.findings.isEmpty)
            #expect(loaded.names == ["one.test"])
            #expect(loaded.watches.map(\.path) == [folder.path("certificate")])
        }
    }

    @Test func `one file without a key asks for TLS_KEY_PATH`() throws {
        let loaded = load(key: nil)
        #expect(loaded.summaries == ["mistake TLS_KEY_PATH="])
        let finding = try #require(loaded.findings.first)
        #expect(finding.reason.contains(folder.path("certificate")))
        #expect(finding.reason.contains("no private key"))
        #expect(loaded.certificates.isEmpty)
    }

    /// What the two files hold, the variable that is named, and words of the reason.
    struct Case: Sendable {
        let certificate: String
        let key: String
        let variable: String
        let words: String

        init(_ certificate: String, _ key: String, _ variable: String, _ words: String) {
            self.certificate = certificate
            self.key = key
            self.variable = variable
            self.words = words
        }
    }

    @Test(arguments: [
        Case("", TestPair.one.key, "TLS_CERTIFICATE_PATH", "empty"),
        Case(TestPair.one.certificate, "", "TLS_KEY_PATH", "empty"),
        Case("\u{30}\u{82}\u{1}", TestPair.one.key, "TLS_CERTIFICATE_PATH", "isn't PEM"),
        Case(TestPair.one.certificate, "\u{30}\u{77}\u{2}", "TLS_KEY_PATH", "isn't PEM"),
        Case(TestPair.one.key, TestPair.one.key, "TLS_CERTIFICATE_PATH", "no certificate"),
        Case(TestPair.one.certificate, TestPair.one.certificate, "TLS_KEY_PATH", "no private key"),
        Case(TestPair.one.certificate, TestPair.other.key, "TLS_KEY_PATH", "another certificate"),
        Case(
            TestPair.encrypted.certificate, TestPair.encrypted.key, "TLS_KEY_PATH",
            "encrypted and there is no passphrase"),
        Case(
            String(TestPair.one.certificate.prefix(300)), TestPair.one.key, "TLS_CERTIFICATE_PATH",
            "can't be read"),
        Case(
            TestPair.one.certificate, String(TestPair.one.key.prefix(120)), "TLS_KEY_PATH",
            "can't be read"),
    ])
    func `a pair that can't be used is a mistake of the file at fault`(example: Case) throws {
        let loaded = load(certificate: example.certificate, key: example.key)
        let finding = try #require(loaded.findings.first)
        let file = example.variable == "TLS_KEY_PATH" ? "key" : "certificate"
        #expect(loaded.summaries == ["mistake \(example.variable)=\(folder.path(file))"])
        #expect(finding.reason.contains(example.words))
        #expect(!finding.cure.isEmpty)
        #expect(loaded.hasMistakes)
        #expect(loaded.certificates.isEmpty)
    }

    @Test func `both files that are missing are named, and watched until they come`() {
        var tls = TLSConfiguration(certificatePath: folder.path("c"))
        tls.keyPath = folder.path("k")
        tls.passphrasePath = folder.path("p")
        tls.ticketKeysPath = folder.path("t")
        tls.directory = folder.path("d")
        let loaded = CertificateFiles.load(tls, now: 0)
        let mistakes: [String] = [
            "mistake TLS_KEY_PASSPHRASE_PATH=\(folder.path("p"))",
            "mistake TLS_CERTIFICATE_PATH=\(folder.path("c"))",
            "mistake TLS_KEY_PATH=\(folder.path("k"))",
            "mistake TLS_CERTIFICATE_DIRECTORY=\(folder.path("d"))",
            "mistake TLS_TICKET_KEYS_PATH=\(folder.path("t"))",
        ]
        #expect(loaded.summaries == mistakes)
        #expect(loaded.findings.allSatisfy { $0.reason == "No such file or directory" })
        for name in ["p", "c", "k", "t", "d/x"] {
            let loaded = CertificateFiles.load(tls, now: 0)
            #expect(!loaded.hasChanged)
            folder.write(name, "x")
            #expect(loaded.hasChanged, "\(name)")
        }
    }

    @Test func `an unreadable key says whose it is and who we are`() throws {
        let certificate = folder.write("certificate", TestPair.one.certificate)
        let key = folder.write("key", TestPair.one.key)
        chmod(key, 0)
        var tls = TLSConfiguration(certificatePath: certificate)
        tls.keyPath = key
        let loaded = unprivileged { CertificateFiles.load(tls, now: 0) }
        #expect(loaded.summaries == ["mistake TLS_KEY_PATH=\(key)"])
        let identity = "\(geteuid()):\(getegid())"
        let finding = try #require(loaded.findings.first)
        #expect(
            finding.reason
                == "Permission denied; we are \(identity), it belongs to \(identity) with mode 0000"
        )
        #expect(finding.cure == "let user \(geteuid()) or group \(getegid()) read it")
    }

    @Test func `a key in a closed directory names the directory`() throws {
        let key = folder.write("closed/key", TestPair.one.key)
        folder.write("certificate", TestPair.one.certificate)
        chmod(folder.path("closed"), 0o600)
        var tls = TLSConfiguration(certificatePath: folder.path("certificate"))
        tls.keyPath = key
        let loaded = unprivileged { CertificateFiles.load(tls, now: 0) }
        let finding = try #require(loaded.findings.first)
        #expect(finding.value == key)
        #expect(
            finding.reason.hasSuffix(
                ", \(folder.path("closed")) belongs to \(geteuid()):\(getegid()) with mode 0600"))
        // As certbot's live/ points into archive/.
        symlink(key, folder.path("link"))
        tls.keyPath = folder.path("link")
        let linked = unprivileged { CertificateFiles.load(tls, now: 0) }
        #expect(linked.findings.first?.reason.contains("behind a symbolic link") == true)
        chmod(folder.path("closed"), 0o700)
    }

    @Test func `a file of more than 1 MiB is refused, one of 1 MiB is read`() {
        let padding = String(repeating: "#", count: (1 << 20) - TestPair.one.key.utf8.count - 1)
        #expect(load(key: padding + "\n" + TestPair.one.key).findings.isEmpty)
        let large = load(key: padding + "#\n" + TestPair.one.key)
        #expect(large.summaries == ["mistake TLS_KEY_PATH=\(folder.path("key"))"])
        #expect(large.findings.first?.reason == "larger than 1 MiB")
    }

    @Test(arguments: ["secret", "secret\n", "secret\r\n"])
    func `a passphrase opens the key, with or without a line end`(passphrase: String) {
        let pair = TestPair.encrypted
        let loaded = load(certificate: pair.certificate, key: pair.key, passphrase: passphrase)
        #expect(loaded.findings.isEmpty)
        #expect(loaded.names == ["encrypted.test"])
        #expect(loaded.watches.map(\.path).contains(folder.path("passphrase")))
    }

    @Test(arguments: ["wrong\n", "secret\n\n", " secret", "secret "])
    func `any other passphrase is a mistake of its file`(passphrase: String) {
        let pair = TestPair.encrypted
        let loaded = load(certificate: pair.certificate, key: pair.key, passphrase: passphrase)
        #expect(
            loaded.summaries == ["mistake TLS_KEY_PASSPHRASE_PATH=\(folder.path("passphrase"))"])
        #expect(loaded.certificates.isEmpty)
    }

    @Test(arguments: ["", "\n", "\r\n"])
    func `an empty passphrase is the one mistake, not the key that needs it too`(text: String) {
        let pair = TestPair.encrypted
        let loaded = load(certificate: pair.certificate, key: pair.key, passphrase: text)
        #expect(
            loaded.summaries == ["mistake TLS_KEY_PASSPHRASE_PATH=\(folder.path("passphrase"))"])
        #expect(loaded.findings.first?.reason == "the file is empty")
    }

    @Test(arguments: [80, 160, 240])
    func `ticket keys are taken whole`(count: Int) {
        let loaded = load(tickets: String(repeating: "k", count: count))
        #expect(loaded.findings.isEmpty)
        #expect(loaded.ticketKeys?.count == count)
        #expect(loaded.watches.map(\.path).contains(folder.path("tickets")))
    }

    @Test(arguments: [0, 1, 48, 79, 81, 120])
    func `ticket keys of another size are a mistake with the command that makes one`(count: Int) {
        let loaded = load(tickets: String(repeating: "k", count: count))
        #expect(loaded.summaries == ["mistake TLS_TICKET_KEYS_PATH=\(folder.path("tickets"))"])
        #expect(loaded.findings.first?.cure.contains("openssl rand 80 > FILE") == true)
        #expect(loaded.findings.first?.reason.contains(" of \(count) isn't") == true)
        #expect(loaded.ticketKeys == nil)
    }

    @Test func `a certificate is warned about from 14 days before its end`() throws {
        let loaded = load()
        let end = try #require(loaded.certificates.first).notAfter
        let tls = TLSConfiguration(certificatePath: folder.path("certificate"))
        func findings(_ now: Int) -> [Finding] {
            CertificateFiles.validityFindings(loaded.certificates, of: tls, now: now)
        }
        #expect(findings(end - 14 * 86_400 - 1).isEmpty)
        for (now, words) in [
            (end - 14 * 86_400, "expires at"), (end - 1, "expires at"), (end, "expires at"),
            (end + 1, "expired at"), (end + 86_400_000, "expired at"),
        ] {
            let finding = try #require(findings(now).first)
            #expect(finding.summary == "warning TLS_CERTIFICATE_PATH=\(folder.path("certificate"))")
            #expect(finding.reason.hasPrefix(words))
        }
        let time = Date(timeIntervalSince1970: Double(end)).formatted(.iso8601)
        #expect(findings(end + 1).first?.reason == "expired at \(time)")
    }

    @Test func `a certificate that isn't valid yet is warned about, and is loaded`() throws {
        let loaded = load()
        let start = try #require(loaded.certificates.first).notBefore
        let tls = TLSConfiguration(certificatePath: folder.path("certificate"))
        func reasons(_ now: Int) -> [String] {
            CertificateFiles.validityFindings(loaded.certificates, of: tls, now: now).map(\.reason)
        }
        #expect(reasons(start - 1).first?.hasPrefix("not valid before") == true)
        #expect(reasons(start).isEmpty)
    }

    @Test func `a self-signed certificate is kept until 30 days before its end`() throws {
        var tls = TLSConfiguration()
        tls.selfSigned = ["localhost", "*.a.test", "127.0.0.1"].compactMap {
            Certificate.Name(Array($0.utf8).span)
        }
        let first = try #require(CertificateFiles.load(tls, now: 0).certificates.first)
        #expect(first.isSelfSigned && first.isValid(at: Int(Date().timeIntervalSince1970)))
        #expect(first.names.map { String(bytes: $0) } == ["localhost", "*.a.test"])
        let end = first.notAfter
        for (now, isKept) in [
            (end - 90 * 86_400, true), (end - 30 * 86_400, true),
            (end - 30 * 86_400 + 1, false), (end + 1, false),
        ] {
            let loaded = CertificateFiles.load(tls, now: now, keeping: [first])
            #expect((loaded.certificates.first === first) == isKept)
            #expect(loaded.findings.isEmpty && loaded.certificates.count == 1)
        }
    }
}
