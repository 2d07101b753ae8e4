// `check`: loads everything as `serve` would and says what it would be.

import HTTP
import Kernel
import Maintenance
import TLS

enum CheckCommand {
    /// What there is in JSON besides findings and the verdict, in its order.
    private static var facts: [StaticString] {
        [
            "listeners", "certificates", "names", "otherNames", "answer", "announcement", "texts",
            "brand", "accentColor", "logo", "pages", "challenges", "workers", "memory",
            "confinement",
        ]
    }

    /// Opens no port.
    /// - Returns: 0 clean, 1 with warnings, 78 with mistakes.
    static func run(_ arguments: Arguments) -> Int32 {
        var arguments = arguments
        var report = Report(isJSON: arguments.takeFlag("--json"))
        if let refused = arguments.refuseRest(accepted: "--json") { return refused }
        let loaded = LoadedService()
        report.begin("findings")
        let findings = loaded.findings + ListenerSet.findings(loaded.configuration)
        for finding in findings { finding.add(to: &report) }
        let code: Int32
        let verdict: StaticString
        if findings.contains(where: { $0.severity == .mistake }) {
            (code, verdict) = (ExitCode.configuration, "would not start")
            for fact in facts { report.add(fact, "", nil) }
        } else {
            describe(loaded.configuration, loaded.snapshot, &report)
            let isClean = findings.isEmpty
            code = isClean ? ExitCode.stopped : ExitCode.warned
            verdict = isClean ? "clean" : "would start, with warnings"
        }
        report.conclude("verdict", "verdict", String(bytes: [UInt8](verdict)))
        Output.standard.write(report.text)
        return code
    }

    private static func describe(
        _ configuration: Configuration, _ snapshot: Snapshot, _ report: inout Report
    ) {
        report.begin("listeners")
        for settings in configuration.listeners {
            for address in settings.addresses { describe(address, settings, &report) }
        }
        describe(snapshot.certificates, &report)
        describe(snapshot, configuration, &report)
        let capacity = Capacity(configuration)
        report.add("workers", "workers", number: capacity.workers)
        report.open("memory", "memory")
        if report.isJSON {
            report.field("bytes", number: capacity.memory)
            report.field("bytesOfEachWorker", number: capacity.memoryShare)
        } else {
            let (all, each) = (size(capacity.memory), size(capacity.memoryShare))
            report.field("bytes", "peers can make all hold " + all + ", each worker " + each)
        }
        report.close()
        describeConfinement(configuration, &report)
    }

    /// What would be active, tried in processes of their own.
    private static func describeConfinement(
        _ configuration: Configuration, _ report: inout Report
    ) {
        guard let missing = try? configuration.missingConfinement() else {
            return report.add("confinement", "", nil)
        }
        report.open("confinement", "confinement")
        let filter = state(missing.filter)
        report.field("seccomp", report.isJSON ? filter : "seccomp " + filter)
        report.field("landlock", state(missing.landlock), ", landlock ")
        report.close()
    }

    private static func state(_ refusal: Errno?) -> String {
        refusal.map { Confinement.Missing.words($0) } ?? "active"
    }

    /// `64 MiB`, `1536 KiB`.
    private static func size(_ bytes: Int) -> String {
        if bytes % (1 << 20) == 0 { return String(bytes >> 20) + " MiB" }
        return String(bytes >> 10) + " KiB"
    }

    private static func describe(
        _ address: SocketAddress, _ settings: ListenerSettings, _ report: inout Report
    ) {
        let isPublic = settings.kind.isPublic
        report.open("listeners", "listener")
        report.field("address", address.text)
        report.field("protocol", settings.kind.traits.name, " ")
        if settings.proxyProtocol != .off || report.isJSON {
            let word = isPublic ? settings.proxyProtocol.word : nil
            report.field("proxyProtocol", word, ", PROXY header ")
        }
        report.field("keepAlive", isPublic ? settings.keepAlive.word : nil, ", keep-alive ")
        report.close()
    }

    /// Every certificate, and what each name gets.
    private static func describe(_ store: CertificateStore?, _ report: inout Report) {
        report.begin("certificates")
        guard let store else {
            report.begin("names")
            return report.begin("otherNames")
        }
        let now = Clock.unixSeconds()
        let used = store.used
        for certificate in store.certificates {
            report.open("certificates", "certificate")
            report.field("path", certificate.path)
            report.field("names", list: certificate.allNames, ": ")
            report.field("key", certificate.keyDescription, ", ")
            report.field("issuer", certificate.issuer, ", issued by ")
            report.field("daysLeft", number: certificate.daysLeft(at: now), ", ", " days left")
            if report.isJSON {
                report.field("notBefore", InternetTime.text(certificate.notBefore))
                report.field("notAfter", InternetTime.text(certificate.notAfter))
            }
            if report.isJSON || certificate.isSelfSigned {
                report.field("fingerprint", certificate.fingerprint, ", SHA-256 ")
            }
            let isUsed = used.contains { $0 === certificate }
            report.field(
                "unused", isUsed ? nil : "another one works better for its names", ", unused: ")
            report.close()
        }
        report.begin("names")
        for name in store.names {
            report.open("names", "name")
            report.field("name", String(bytes: name), "", ": ")
            addPaths(of: store.certificates(for: name.span), &report)
        }
        report.open("otherNames", "other names")
        addPaths(of: store.certificates(for: [UInt8]().span), &report)
    }

    @inline(never)
    private static func addPaths(of certificates: [Certificate], _ report: inout Report) {
        let paths = certificates.map { $0.path }
        if report.isJSON {
            report.field("certificates", list: paths)
        } else {
            var text = ""
            for path in paths { text += (text.utf8.isEmpty ? "" : " and ") + path }
            report.field("certificates", text)
        }
        report.close()
    }

    /// What is answered, and every page.
    private static func describe(
        _ snapshot: Snapshot, _ configuration: Configuration, _ report: inout Report
    ) {
        let answer = snapshot.responses.standard
        let own = snapshot.pages.customPage == nil ? nil : configuration.customFile.path
        report.open("answer", "answer")
        report.field("status", number: answer.status)
        report.field("bytes", number: answer.body.count, ", ", " bytes from ")
        report.field("from", own ?? "the built-in text")
        report.close()
        describe(snapshot.announcement, configuration, &report)
        report.begin("pages")
        for entry in snapshot.pages.entries {
            report.open("pages", "page")
            report.field("path", entry.path)
            addAudience(entry.page.audienceText, ": ", nil, &report)
        }
        report.open("pages", "page")
        report.field("path", own ?? "built in")
        if own == nil {
            addAudience(nil, "", snapshot.responses.languageCount, &report)
        } else {
            addAudience("everybody else", ", instead of the built-in page: ", nil, &report)
        }
        let isThere = configuration.challengeFindings.isEmpty
        report.add(
            "challenges", "challenges", isThere ? configuration.challengeDirectory : nil)
    }

    @inline(never)
    private static func addAudience(
        _ audience: String?, _ before: StaticString, _ languages: Int?, _ report: inout Report
    ) {
        report.field("audience", audience, before)
        if let languages {
            report.field("languages", number: languages, ", ", " languages")
        } else {
            report.field("languages", nil)
        }
        report.close()
    }
}

extension Finding {
    /// As one record.
    func add(to report: inout Report) {
        let isMistake = severity == .mistake
        let words = words
        let severity: StaticString = isMistake ? "mistake" : "warning"
        report.open("findings", severity)
        report.field("variable", variable)
        if report.isJSON { report.field("severity", String(bytes: [UInt8](severity))) }
        report.field("value", shownValue, "=")
        report.field("reason", words.reason, ": ")
        report.field("cure", words.cure, "; ")
        report.close()
    }
}
