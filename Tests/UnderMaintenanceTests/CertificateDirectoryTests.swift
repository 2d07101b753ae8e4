// The directory of certificates: its layouts, its bad entries, and pairs that are half written.

import Foundation
import TLS
import Testing

@testable import UnderMaintenance

struct CertificateDirectoryTests {
    private let folder = TestFolder()
    private let one = TestPair.one
    private let other = TestPair.other

    private func warning(_ name: String) -> String {
        "warning TLS_CERTIFICATE_DIRECTORY=\(folder.path(name))"
    }

    @Test(arguments: [
        ["a.pem"], ["a.crt", "a.key"], ["a/tls.crt", "a/tls.key"],
        ["a/fullchain.pem", "a/privkey.pem"],
    ])
    func `every layout is loaded, with all that is watched`(files: [String]) {
        if files.count == 1 {
            folder.write(files[0], one.certificate + one.key)
        } else {
            folder.write(files[0], one.certificate)
            folder.write(files[1], one.key)
        }
        let loaded = folder.load()
        #expect(loaded.findings.isEmpty)
        #expect(loaded.names == ["one.test"])
        #expect(loaded.certificates.first?.path == folder.path(files[0]))
        let parents = files[0].hasPrefix("a/") ? [folder.path("a")] : []
        #expect(loaded.watches.map(\.path) == [folder.directory] + parents + files.map(folder.path))
    }

    @Test func `the default pair comes first, the directory in the order of its names`() {
        folder.write("b.pem", one.certificate + one.key)
        folder.write("a/tls.crt", other.certificate)
        folder.write("a/tls.key", other.key)
        folder.write("Z.crt", other.certificate)
        folder.write("Z.key", other.key)
        var tls = TLSConfiguration(certificatePath: folder.path("b.pem"))
        tls.directory = folder.directory + "/"
        let loaded = CertificateFiles.load(tls, now: 0)
        #expect(loaded.findings.isEmpty)
        // The default pair isn't loaded a second time for lying in the directory.
        #expect(
            loaded.certificates.map(\.path) == ["b.pem", "Z.crt", "a/tls.crt"].map(folder.path))
    }

    @Test func `what isn't a certificate is ignored in silence`() {
        folder.write("a.pem", one.certificate + one.key)
        for name in [
            "README", "notes.txt", ".hidden.pem", "..data/tls.crt", "a.key", "ca.crt", "key.der",
            "keystore.p12", "lost+found/x", "a.pem~",
        ] {
            folder.write(name, "nothing")
        }
        symlink("/nowhere", folder.path("gone"))
        let loaded = folder.load()
        #expect(loaded.summaries.isEmpty)
        #expect(loaded.names == ["one.test"])
    }

    @Test func `a bad entry is a warning and leaves the good ones alone`() {
        folder.write("a.pem", one.certificate + one.key)
        folder.write("b.pem", one.certificate)
        folder.write("c.crt", one.certificate)
        folder.write("c.key", other.key)
        folder.write("d.crt", one.certificate)
        folder.write("e.key", one.key)
        folder.write("f.cer", one.certificate)
        folder.write("g/cert.pem", one.certificate)
        folder.write("h/tls.key", one.key)
        folder.write("i/fullchain.pem", "")
        folder.write("i/privkey.pem", one.key)
        folder.write("j.pem", other.certificate + other.key)
        let loaded = folder.load()
        #expect(
            loaded.summaries
                == [
                    "b.pem", "c.key", "d.key", "e.crt", "f.key", "g", "h/tls.crt",
                    "i/fullchain.pem",
                ].map(warning))
        #expect(loaded.findings.allSatisfy { $0.cure.hasSuffix("it is left out") })
        #expect(loaded.findings[0].cure.hasPrefix("add the key to the file"))
        #expect(loaded.names == ["one.test", "other.test"])
        #expect(!loaded.hasMistakes)
    }

    @Test func `a directory without a certificate is a mistake unless there is a default pair`() {
        let empty = folder.load()
        #expect(empty.summaries == ["mistake TLS_CERTIFICATE_DIRECTORY=\(folder.directory)"])
        let path = folder.write("both.txt", one.certificate + one.key)
        var tls = TLSConfiguration(certificatePath: path)
        tls.directory = folder.directory
        #expect(CertificateFiles.load(tls, now: 0).findings.isEmpty)
        // A broken default pair is one mistake, not two.
        folder.write("both.txt", one.certificate)
        #expect(CertificateFiles.load(tls, now: 0).summaries == ["mistake TLS_KEY_PATH="])
        folder.write("bad.pem", "")
        #expect(
            folder.load().summaries == [
                warning("bad.pem"), "mistake TLS_CERTIFICATE_DIRECTORY=\(folder.directory)",
            ])
    }

    @Test func `a directory that can't be read is a mistake, a folder in it a warning`() throws {
        folder.write("a.pem", one.certificate + one.key)
        folder.write("b/tls.crt", one.certificate)
        chmod(folder.path("b"), 0)
        let loaded = unprivileged { folder.load() }
        #expect(loaded.summaries == [warning("b")])
        #expect(loaded.names == ["one.test"])
        chmod(folder.path("b"), 0o700)
        chmod(folder.directory, 0o300)
        let closed = unprivileged { folder.load() }
        chmod(folder.directory, 0o700)
        #expect(closed.summaries == ["mistake TLS_CERTIFICATE_DIRECTORY=\(folder.directory)"])
        #expect(closed.findings.first?.reason.hasSuffix("with mode 0300") == true)
        let file = TLSConfiguration(directory: folder.path("a.pem"))
        let finding = try #require(CertificateFiles.load(file, now: 0).findings.first)
        #expect(finding.reason == "Not a directory")
        #expect(finding.cure == "give the directory it is in")
    }

    @Test func `the passphrase opens keys of the directory too`() {
        folder.write("a.pem", TestPair.encrypted.certificate + TestPair.encrypted.key)
        var tls = TLSConfiguration(directory: folder.directory)
        tls.passphrasePath = folder.write("passphrase.txt", "secret\n")
        #expect(CertificateFiles.load(tls, now: 0).names == ["encrypted.test"])
        tls.passphrasePath = nil
        let loaded = CertificateFiles.load(tls, now: 0)
        #expect(loaded.findings.first?.cure.contains("TLS_KEY_PASSPHRASE_PATH") == true)
    }

    @Test func `a pair half written keeps the certificate it had, until it is whole`() {
        folder.write("a.crt", one.certificate)
        folder.write("a.key", one.key)
        folder.write("b.pem", other.certificate + other.key)
        let first = folder.load()
        folder.write("a.crt", other.certificate)
        let half = folder.load(keeping: first.certificates)
        #expect(half.summaries == [warning("a.key")])
        #expect(half.findings.allSatisfy { $0.cure.hasSuffix("what was loaded before is served") })
        #expect(half.names == ["one.test", "other.test"])
        #expect(half.certificates.first === first.certificates.first)
        #expect(!half.hasChanged)
        folder.write("a.key", other.key)
        #expect(half.hasChanged)
        let whole = folder.load(keeping: half.certificates)
        #expect(whole.findings.isEmpty)
        #expect(whole.names == ["other.test", "other.test"])
    }

    @Test(arguments: [
        ("a.pem", "a.pem"), ("b.crt", "b.crt"), ("b.key", "b.key"), ("c/tls.crt", "c/tls.crt"),
        ("c/tls.key", "c/tls.key"), ("d/fullchain.pem", "d/fullchain.pem"),
        ("d/privkey.pem", "d/privkey.pem"),
    ])
    func `a file that goes bad in any layout takes no name out of service`(
        file: String, named: String
    ) {
        folder.write("a.pem", one.certificate + one.key)
        for pair in [["b.crt", "b.key"], ["c/tls.crt", "c/tls.key"]] {
            folder.write(pair[0], one.certificate)
            folder.write(pair[1], one.key)
        }
        folder.write("d/fullchain.pem", one.certificate)
        folder.write("d/privkey.pem", one.key)
        let first = folder.load()
        #expect(first.certificates.count == 4)
        folder.write(file, "")
        let torn = folder.load(keeping: first.certificates)
        #expect(torn.summaries == [warning(named)])
        #expect(torn.certificates.map(\.path) == first.certificates.map(\.path))
    }

    @Test func `one of a pair that has gone for a moment takes no name out of service`() {
        folder.write("a/fullchain.pem", one.certificate)
        folder.write("a/privkey.pem", one.key)
        folder.write("b.crt", one.certificate)
        folder.write("b.key", one.key)
        let first = folder.load()
        folder.remove("a/fullchain.pem")
        folder.remove("b.crt")
        let torn = folder.load(keeping: first.certificates)
        #expect(torn.summaries == [warning("a/fullchain.pem"), warning("b.crt")])
        #expect(torn.certificates.count == 2)
    }

    @Test func `an entry that has gone is gone`() {
        folder.write("a.pem", one.certificate + one.key)
        folder.write("b.pem", other.certificate + other.key)
        let first = folder.load()
        folder.remove("a.pem")
        #expect(first.hasChanged)
        let second = folder.load(keeping: first.certificates)
        #expect(second.findings.isEmpty)
        #expect(second.names == ["other.test"])
    }

    @Test func `Kubernetes' swap of its data folder is noticed, flat and in a folder`() {
        for prefix in ["", "name/"] {
            let folder = TestFolder()
            for (version, pair) in [("1", one), ("2", other)] {
                folder.write("\(prefix)..version\(version)/tls.crt", pair.certificate)
                folder.write("\(prefix)..version\(version)/tls.key", pair.key)
                folder.write("\(prefix)..version\(version)/ca.crt", pair.certificate)
            }
            folder.link(prefix + "..data", to: "..version1")
            for name in ["tls.crt", "tls.key", "ca.crt"] {
                folder.link(prefix + name, to: "..data/" + name)
            }
            let first = folder.load()
            #expect(first.findings.isEmpty)
            #expect(first.names == ["one.test"])
            #expect(!first.hasChanged)
            folder.link(prefix + "..data", to: "..version2")
            #expect(first.hasChanged)
            let second = folder.load(keeping: first.certificates)
            #expect(second.findings.isEmpty)
            #expect(second.names == ["other.test"])
        }
    }

    @Test func `certbot's directory is read as it is, and its renewal is noticed`() {
        folder.write("archive/one.test/fullchain1.pem", one.certificate)
        folder.write("archive/one.test/privkey1.pem", one.key)
        folder.write("archive/one.test/fullchain2.pem", other.certificate)
        folder.write("archive/one.test/privkey2.pem", other.key)
        folder.write("live/README", "This directory contains your keys and certificates.")
        folder.write("live/one.test/README", "`privkey.pem`: the private key")
        for (name, file) in [("fullchain", "fullchain1"), ("privkey", "privkey1")] {
            folder.link("live/one.test/\(name).pem", to: "../../archive/one.test/\(file).pem")
        }
        folder.link("live/one.test/cert.pem", to: "../../archive/one.test/fullchain1.pem")
        let tls = TLSConfiguration(directory: folder.path("live"))
        let first = CertificateFiles.load(tls, now: 0)
        #expect(first.findings.isEmpty)
        #expect(first.names == ["one.test"])
        for (name, file) in [("fullchain", "fullchain2"), ("privkey", "privkey2")] {
            folder.link("live/one.test/\(name).pem", to: "../../archive/one.test/\(file).pem")
        }
        #expect(first.hasChanged)
        #expect(CertificateFiles.load(tls, now: 0).names == ["other.test"])
    }

    @Test func `a new entry is noticed, in the directory and in a folder of it`() {
        folder.write("a/tls.key", one.key)
        folder.write("b.pem", other.certificate + other.key)
        let first = folder.load()
        #expect(!first.hasChanged)
        folder.write("a/tls.crt", one.certificate)
        #expect(first.hasChanged)
        // A directory has only its time to tell by, which advances in ticks.
        usleep(20_000)
        let second = folder.load()
        folder.write("c.pem", one.certificate + one.key)
        #expect(second.hasChanged)
        #expect(folder.load().names == ["one.test", "other.test", "one.test"])
    }

    @Test func `an expired certificate of the directory is a warning of the directory`() throws {
        folder.write("a.pem", one.certificate + one.key)
        let tls = TLSConfiguration(directory: folder.directory)
        let loaded = folder.load()
        let end = try #require(loaded.certificates.first).notAfter
        let findings = CertificateFiles.validityFindings(
            loaded.certificates, of: tls, now: end + 1)
        #expect(findings.map(\.summary) == [warning("a.pem")])
    }
}
