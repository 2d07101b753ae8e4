// `check`: loads everything as `serve` would and says what it would be.

import HTTP
import Kernel
import Maintenance
import TLS

enum CheckCommand {
    private typealias Field = Report.Field

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
        if let store = snapshot.certificates { describe(store, &report) }
        describe(snapshot, configuration, &report)
        let capacity = Capacity(configuration)
        report.add("workers", "workers", .number(capacity.workers))
        var memory = [
            Field("bytes", .number(capacity.memory)),
            Field("bytesOfEachWorker", .number(capacity.memoryShare)),
        ]
        if !report.isJSON {
            memory = [
                Field("bytes", .text(size(capacity.memory)), "peers can make all hold "),
                Field("bytesOfEachWorker", .text(size(capacity.memoryShare)), ", each worker "),
            ]
        }
        report.add("memory", "memory", memory)
        describeConfinement(configuration, &report)
    }

    /// What would be active, tried in processes of their own.
    private static func describeConfinement(
        _ configuration: Configuration, _ report: inout Report
    ) {
        guard let missing = try? configuration.missingConfinement() else { return }
        report.add(
            "confinement", "confinement",
            [
                Field("seccomp", .text(state(missing.filter)), "seccomp "),
                Field("landlock", .text(state(missing.landlock)), ", landlock "),
            ])
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
        var fields = [
            Field("address", .text(address.text)),
            Field("protocol", .text(settings.kind.traits.name), " "),
        ]
        if settings.kind.isPublic, settings.proxyProtocol != .off || report.isJSON {
            fields.append(
                Field("proxyProtocol", .text(settings.proxyProtocol.word), ", PROXY header "))
        }
        if settings.kind.isPublic {
            fields.append(Field("keepAlive", .text(settings.keepAlive.word), ", keep-alive "))
        }
        report.add("listeners", "listener", fields)
    }

    /// Every certificate, and what each name gets.
    private static func describe(_ store: CertificateStore, _ report: inout Report) {
        let now = Clock.unixSeconds()
        let used = store.used
        for certificate in store.certificates {
            var fields = [
                Field("path", .text(certificate.path)),
                Field("names", .list(certificate.allNames), ": "),
                Field("key", .text(certificate.keyDescription), ", "),
                Field("issuer", .text(certificate.issuer), ", issued by "),
                Field("daysLeft", .number(certificate.daysLeft(at: now)), ", ", " days left"),
            ]
            if report.isJSON {
                fields.append(Field("notBefore", .text(InternetTime.text(certificate.notBefore))))
                fields.append(Field("notAfter", .text(InternetTime.text(certificate.notAfter))))
            }
            if report.isJSON || certificate.isSelfSigned {
                fields.append(
                    Field("fingerprint", .text(certificate.fingerprint), ", SHA-256 "))
            }
            if !used.contains(where: { $0 === certificate }) {
                fields.append(
                    Field("unused", .text("another one works better for its names"), ", unused: "))
            }
            report.add("certificates", "certificate", fields)
        }
        for name in store.names {
            report.add(
                "names", "name",
                [
                    Field("name", .text(String(bytes: name)), "", ": "),
                    paths(of: store.certificates(for: name.span), report.isJSON),
                ])
        }
        report.add(
            "otherNames", "other names",
            [paths(of: store.certificates(for: [UInt8]().span), report.isJSON)])
    }

    private static func paths(of certificates: [Certificate], _ isJSON: Bool) -> Field {
        if isJSON { return Field("certificates", .list(certificates.map { $0.path })) }
        var text = ""
        for certificate in certificates {
            text += (text.utf8.isEmpty ? "" : " and ") + certificate.path
        }
        return Field("certificates", .text(text))
    }

    /// What everybody reads, and whose page it is, where that may come from a file.
    private static func describe(
        _ loaded: AnnouncementFiles.Loaded, _ configuration: Configuration, _ report: inout Report
    ) {
        let announcement = loaded.announcement(configuration)
        if let path = configuration.announcementPath {
            let texts = announcement.texts
            var fields = [Field("path", .text(path))]
            if loaded.file == nil { fields.append(Field("missing", .text("not loaded"), ", ")) }
            if let title = texts.title {
                fields.append(Field("title", .text(String(bytes: title.content)), ", title "))
            }
            if let until = announcement.until {
                fields.append(Field("until", .text(InternetTime.text(until)), ", until "))
            }
            fields.append(Field("links", list(texts.links.map { $0.url }), ", links "))
            fields.append(Field("refresh", .number(announcement.refresh), ", refresh "))
            let languages = announcement.sections.compactMap { $0.language }
            fields.append(Field("languages", list(languages), ", texts in "))
            report.add("announcement", "announcement", fields)
        }
        if let brand = announcement.brand {
            report.add("brand", "brand", .text(String(bytes: brand)))
        }
        if let logo = announcement.logo, let path = configuration.logoPath {
            let text = path + ", " + logo.format.name + ", " + String(logo.size) + " bytes"
            report.add("logo", "logo", .text(text))
        }
    }

    @inline(never)
    private static func list(_ texts: [[UInt8]]) -> Field.Value {
        .list(texts.map { String(bytes: $0) })
    }

    /// What is answered, and every page.
    private static func describe(
        _ snapshot: Snapshot, _ configuration: Configuration, _ report: inout Report
    ) {
        let answer = snapshot.responses.standard
        let own = snapshot.pages.customPage == nil ? nil : configuration.customFile.path
        report.add(
            "answer", "answer",
            [
                Field("status", .number(answer.status)),
                Field("bytes", .number(answer.body.count), ", ", " bytes from "),
                Field("from", .text(own ?? "the built-in text")),
            ])
        describe(snapshot.announcement, configuration, &report)
        report.begin("pages")
        for entry in snapshot.pages.entries {
            report.add(
                "pages", "page",
                [
                    Field("path", .text(entry.path), "", ": "),
                    Field("audience", .text(entry.page.audienceText)),
                ])
        }
        if let own {
            report.add(
                "pages", "page",
                [
                    Field("path", .text(own), "", ", instead of the built-in page: "),
                    Field("audience", .text("everybody else")),
                ])
        } else {
            report.add(
                "pages", "page",
                [
                    Field("path", .text("built in"), "", ", "),
                    Field("languages", .number(snapshot.responses.languageCount), "", " languages"),
                ])
        }
        if let directory = configuration.challengeDirectory,
            configuration.challengeFindings.isEmpty
        {
            report.add("challenges", "challenges", .text(directory))
        }
    }
}

extension Finding {
    /// As one record.
    func add(to report: inout Report) {
        let isMistake = severity == .mistake
        let words = words
        let severity: StaticString = isMistake ? "mistake" : "warning"
        var fields = [Report.Field("variable", .text(variable))]
        if report.isJSON {
            fields.append(.init("severity", .text(String(bytes: [UInt8](severity)))))
        }
        if let shownValue { fields.append(.init("value", .text(shownValue), "=")) }
        fields.append(.init("reason", .text(words.reason), ": "))
        fields.append(.init("cure", .text(words.cure), "; "))
        report.add("findings", severity, fields)
    }
}
