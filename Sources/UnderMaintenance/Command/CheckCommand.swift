// `check`: loads everything as `serve` would and says what it would be.

import HTTP
import Kernel
import Maintenance
import TLS

enum CheckCommand {
    /// Opens no port.
    /// - Returns: 0 clean, 1 with warnings, 78 with mistakes.
    static func run() -> Int32 {
        let loaded = Configuration.load(
            from: Environment.variables, now: Clock.unixSeconds())
        let configuration = loaded.configuration
        let tickets = configuration.startTLS()
        var findings = loaded.findings + configuration.challengeFindings
        let snapshot = Snapshot(configuration, tickets: tickets, findings: &findings)
        for finding in findings { Output.standard.write(finding.report) }
        if findings.contains(where: { $0.severity == .mistake }) {
            Output.standard.write("verdict      would not start\n")
            return ExitCode.configuration
        }
        Output.standard.write(description(of: configuration, snapshot))
        let verdict = findings.isEmpty ? "clean" : "would start, with warnings"
        Output.standard.write("verdict      " + verdict + "\n")
        return findings.isEmpty ? ExitCode.stopped : ExitCode.warned
    }

    private static func description(
        of configuration: Configuration, _ snapshot: Snapshot
    ) -> String {
        var text = ""
        for settings in configuration.listeners {
            for address in settings.addresses { text += description(of: address, settings) }
        }
        if let store = snapshot.certificates { text += description(of: store) }
        text += description(of: snapshot, configuration)
        return text + description(of: Capacity(configuration))
    }

    private static func description(of capacity: Capacity) -> String {
        var text = "workers      " + String(capacity.workers) + "\n"
        text += "memory       peers can make all hold " + size(capacity.memory)
        return text + ", each worker " + size(capacity.memoryShare) + "\n"
    }

    /// `64 MiB`, `1536 KiB`.
    private static func size(_ bytes: Int) -> String {
        if bytes % (1 << 20) == 0 { return String(bytes >> 20) + " MiB" }
        return String(bytes >> 10) + " KiB"
    }

    /// What is answered, and every page.
    private static func description(
        of snapshot: Snapshot, _ configuration: Configuration
    ) -> String {
        let answer = snapshot.responses.standard
        var text = "answer       " + String(answer.status) + ", " + String(answer.body.count)
        text += " bytes from "
        text +=
            snapshot.pages.customPage == nil
            ? "the built-in text" : configuration.customFile.path
        text += "\n"
        for entry in snapshot.pages.entries {
            text += "page         " + entry.path + ": " + entry.page.audienceText + "\n"
        }
        text +=
            "page         built in, " + String(snapshot.responses.languageCount) + " languages\n"
        if let directory = configuration.challengeDirectory {
            text += "challenges   " + directory + "\n"
        }
        return text
    }

    private static func description(
        of address: SocketAddress, _ settings: ListenerSettings
    ) -> String {
        var text = "listener     " + address.text + " " + settings.kind.traits.name
        if settings.proxyProtocol != .off {
            text += ", PROXY header " + settings.proxyProtocol.word
        }
        return text + ", keep-alive " + settings.keepAlive.word + "\n"
    }

    /// Every certificate, and what each name gets.
    private static func description(of store: CertificateStore) -> String {
        var text = ""
        let now = Clock.unixSeconds()
        for certificate in store.certificates {
            text += "certificate  " + certificate.path + ": " + certificate.namesText + ", "
            text += certificate.keyDescription + ", issued by " + certificate.issuer + ", "
            text += String(certificate.daysLeft(at: now)) + " days left\n"
        }
        for name in names(of: store) {
            text += "name         " + String(bytes: name) + ": "
            text += paths(store.certificates(for: name.span)) + "\n"
        }
        return text + "other names  " + paths(store.certificates(for: [UInt8]().span)) + "\n"
    }

    /// Every name once, in the order of the certificates.
    private static func names(of store: CertificateStore) -> [[UInt8]] {
        var names: [[UInt8]] = []
        for certificate in store.certificates {
            for name in certificate.names where !names.contains(name) { names.append(name) }
        }
        return names
    }

    private static func paths(_ certificates: [Certificate]) -> String {
        var text = ""
        for certificate in certificates {
            text += (text.utf8.isEmpty ? "" : " and ") + certificate.path
        }
        return text
    }
}
