// A directory for one test, and certificates that openssl made for it.

import Foundation
import TLS
import Testing

@testable import UnderMaintenance

/// Whose files this thread may open: setfsuid(2), which the Glibc module leaves out.
@_silgen_name("setfsuid") @discardableResult
private func setfsuid(_ user: UInt32) -> CInt

/// A self-signed certificate and its key, as PEM. Made once for each name and run.
struct TestPair: Sendable {
    let certificate: String
    let key: String

    static let one = make("one.test")
    static let other = make("other.test")
    /// The key is encrypted with `secret`.
    static let encrypted = make("encrypted.test", passphrase: "secret")

    private static func make(_ name: String, passphrase: String? = nil) -> TestPair {
        let folder = TestFolder()
        let key = folder.path("key")
        let certificate = folder.path("certificate")
        let cipher = passphrase.map { ["-passout", "pass:\($0)"] } ?? ["-noenc"]
        openssl(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "90"]
                + ["-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)"]
                + ["-keyout", key, "-out", certificate] + cipher)
        return TestPair(certificate: folder.read("certificate"), key: folder.read("key"))
    }

    private static func openssl(_ arguments: [String]) {
        let process = Foundation.Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardError = FileHandle.nullDevice
        try! process.run()
        process.waitUntilExit()
        precondition(process.terminationStatus == 0, "openssl \(arguments)")
    }
}

/// Removed with the value.
final class TestFolder {
    let directory: String

    init() {
        var template = Array("/tmp/under-maintenance-XXXXXX\0".utf8)
        template.withUnsafeMutableBytes { bytes in
            _ = mkdtemp(bytes.bindMemory(to: CChar.self).baseAddress!)
        }
        directory = String(decoding: template.dropLast(), as: UTF8.self)
        chmod(directory, 0o755)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func path(_ name: String) -> String { directory + "/" + name }

    func read(_ name: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path(name))!, as: UTF8.self)
    }

    /// A new file takes the place of an old one; folders on the way are made.
    @discardableResult
    func write(_ name: String, _ content: String) -> String {
        let path = path(name)
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
        try! FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try! Data(content.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        return path
    }

    func remove(_ name: String) { try! FileManager.default.removeItem(atPath: path(name)) }

    /// Takes the place of another link at once, as Kubernetes and careful scripts do.
    func link(_ name: String, to target: String) {
        symlink(target, path(name + ".new"))
        rename(path(name + ".new"), path(name))
    }

    /// Of this directory, by the variable for one.
    func load(keeping previous: [Certificate] = []) -> CertificateFiles.Loaded {
        CertificateFiles.load(TLSConfiguration(directory: directory), now: 0, keeping: previous)
    }
}

extension CertificateFiles.Loaded {
    var summaries: [String] { findings.map(\.summary) }
    var names: [String] {
        certificates.map { String(bytes: $0.names.first ?? []) }
    }

    /// Whether a change is noticed since it was loaded.
    var hasChanged: Bool { watches.contains { $0.hasChanged } }
}

/// Root reads everything; this thread alone is made to ask.
func unprivileged<Result>(_ body: () -> Result) -> Result {
    guard geteuid() == 0 else { return body() }
    setfsuid(65532)
    defer { setfsuid(0) }
    return body()
}
