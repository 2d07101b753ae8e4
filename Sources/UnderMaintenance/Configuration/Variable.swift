// The table of all variables. Reading, findings, --help, the hint for unknown names and the
// README's table come from it; no name, bound or default is written anywhere else.

import HTTP
import Maintenance
import TLS

enum Variable: CaseIterable {
    case statusCode, retryAfter, customFilePath, title, message, link, until, retryJitter, refresh
    case announcementPath, brand, logoPath, accentColor
    case pagesDirectory, cors, acmeDirectory
    case httpListen, port, httpsListen
    case tlsCertificatePath, tlsKeyPath, tlsKeyPassphrasePath, tlsCertificateDirectory
    case tlsSelfSigned, tlsMinimumVersion, tlsTicketKeysPath
    case httpProxyProtocol, httpsProxyProtocol, trustedProxies, httpKeepAlive, httpsKeepAlive
    case accessLog, accessLogQuery, workers, memory, maxConnections, reloadSeconds, shutdownSeconds
    case http2, adminListen, confinement

    struct Row {
        /// Without the prefix.
        let name: String
        /// The value when unset, or words for one that is found out.
        let standard: String
        let form: Form
        /// What it means, behind the bounds of a number and the words of a choice.
        let help: String
        let marks: Marks

        init(
            _ name: String, _ standard: String, _ form: Form, _ help: String, _ marks: Marks = []
        ) {
            self.name = name
            self.standard = standard
            self.form = form
            self.help = help
            self.marks = marks
        }
    }

    /// The type of a value, and its bounds.
    enum Form {
        case number(ClosedRange<Int>)
        /// Bytes.
        case size(ClosedRange<Int>)
        /// One word of these, in any letter case.
        case choice([String])
        /// Bytes at most.
        case text(longest: Int)
        case link(longest: Int)
        case time, retryAfter, color, path, addresses, networks, origins, names
    }

    struct Marks: OptionSet {
        let rawValue: UInt8

        /// A value that isn't understood makes a listener wrong or unsafe.
        static let stops = Marks(rawValue: 1)
        /// Who takes it for the variable of the file's content puts a secret into it.
        static let secret = Marks(rawValue: 2)
        /// The platform's word, without our prefix.
        static let bare = Marks(rawValue: 8)
    }

    @inline(never)
    var row: Row {
        switch self {
        case .statusCode:
            Row("STATUS_CODE", "503", .number(200...599), "for every answer")
        case .retryAfter:
            Row(
                "RETRY_AFTER", Self.standardRetry, .retryAfter,
                "seconds or an HTTP date; sent with 503 and 429 only")
        case .customFilePath:
            // That of the Go original; the image's working directory is `/`.
            Row(
                "CUSTOM_FILE_PATH", "under-maintenance.html", .path,
                "replaces the page, if the file exists")
        case .title:
            Row(
                "TITLE", "by language", .text(longest: Announcement.longestTitle),
                "your title on the page, in JSON and XML")
        case .message:
            Row(
                "MESSAGE", "by language", .text(longest: Announcement.longestMessage),
                "your words below it")
        case .link:
            Row(
                "LINK", "none", .link(longest: Announcement.longestURL),
                "URL of your status page, mailto: or tel:")
        case .until:
            Row("UNTIL", "none", .time, "when it ends, as " + Form.exampleTime)
        case .retryJitter:
            Row(
                "RETRY_JITTER", "0", .number(Self.upToADay),
                "seconds at most on top of Retry-After, random")
        case .refresh:
            Row(
                "REFRESH", "30", .number(AnnouncementValue.refreshBounds),
                "seconds between the page's looks; 0: never")
        case .announcementPath:
            Row(
                "ANNOUNCEMENT_PATH", "none", .path,
                "file of texts and times that change without a restart")
        case .brand:
            Row("BRAND", "none", .text(longest: 200), "your name, in the page's title and on top")
        case .logoPath:
            Row("LOGO_PATH", "none", .path, "your logo: svg, png or webp of at most 64 KiB")
        case .accentColor:
            Row("ACCENT_COLOR", "none", .color, "#rrggbb for what is no text")
        case .pagesDirectory:
            Row(
                "PAGES_DIRECTORY", "none", .path,
                "your pages: HOST.html, HOST.LANG.html, LANG.html")
        case .cors:
            Row(
                "CORS", "on", .origins,
                "on, off or origins; whose scripts read the answer")
        case .acmeDirectory:
            Row(
                "ACME_DIRECTORY", "none", .path,
                "serves /.well-known/acme-challenge/TOKEN from it")
        case .httpListen:
            Row(
                "HTTP_LISTEN", "$PORT, else " + String(Listener.Kind.http.traits.standardPort),
                .addresses, ListenAddress.forms, [.stops])
        case .port:
            Row("PORT", "", .number(1...65535), "", [.stops, .bare])
        case .httpsListen:
            Row(
                "HTTPS_LISTEN", Listener.Kind.https.standardAddress.text, .addresses,
                "the same, for TLS; needs a certificate", [.stops])
        case .tlsCertificatePath:
            Row(
                "TLS_CERTIFICATE_PATH", "none", .path,
                "PEM chain, leaf first: the default certificate", [.stops])
        case .tlsKeyPath:
            Row(
                "TLS_KEY_PATH", "none", .path, "its PEM key; one file may hold both",
                [.stops, .secret])
        case .tlsKeyPassphrasePath:
            Row(
                "TLS_KEY_PASSPHRASE_PATH", "none", .path, "file with the keys' passphrase",
                [.stops, .secret])
        case .tlsCertificateDirectory:
            Row(
                "TLS_CERTIFICATE_DIRECTORY", "none", .path, "more certificates, by SNI", [.stops])
        case .tlsSelfSigned:
            Row(
                "TLS_SELF_SIGNED", "none", .names,
                "names: a certificate made at start, for development", [.stops])
        case .tlsMinimumVersion:
            Row(
                "TLS_MINIMUM_VERSION", "1.2", .choice(TLSSettings.MinimumVersion.words), "",
                [.stops])
        case .tlsTicketKeysPath:
            Row(
                "TLS_TICKET_KEYS_PATH", "random, hourly", .path,
                "80-byte keys of replicas; the first seals, all open", [.stops, .secret])
        case .httpProxyProtocol:
            Row(
                "HTTP_PROXY_PROTOCOL", "off", .choice(ProxyProtocolMode.words),
                "PROXY header, v1 or v2", [.stops])
        case .httpsProxyProtocol:
            Row(
                "HTTPS_PROXY_PROTOCOL", "off", .choice(ProxyProtocolMode.words),
                "the same, before TLS", [.stops])
        case .trustedProxies:
            Row(
                "TRUSTED_PROXIES", "local networks", .networks,
                "whose PROXY headers and X-Forwarded-For count", [.stops])
        case .httpKeepAlive:
            Row(
                "HTTP_KEEP_ALIVE", "auto", .choice(KeepAlivePolicy.words),
                "auto keeps a proxy's alone")
        case .httpsKeepAlive:
            // Never `auto`: who speaks TLS with us can't be a proxy that decides per request.
            Row("HTTPS_KEEP_ALIVE", "off", .choice(Self.onOrOff), "")
        case .accessLog:
            Row("ACCESS_LOG", "off", .choice(AccessLogFormat.words), "on standard output")
        case .accessLogQuery:
            Row(
                "ACCESS_LOG_QUERY", "off", .choice(Self.onOrOff),
                "whether it has the queries of targets")
        case .workers:
            Row("WORKERS", "usable CPUs", .number(1...64), "processes")
        case .memory:
            Row(
                "MEMORY", "half the limit", .size((1 << 20)...(1 << 40)),
                "bytes that peers can make all workers hold")
        case .maxConnections:
            Row("MAX_CONNECTIONS", "RLIMIT_NOFILE", .number(1...1_048_576), "of each worker")
        case .reloadSeconds:
            Row(
                "RELOAD_SECONDS", "10", .number(Self.upToADay),
                "seconds between looks at files; 0: only SIGHUP")
        case .shutdownSeconds:
            Row(
                "SHUTDOWN_SECONDS", "5", .number(0...3600),
                "seconds for the last answers after SIGTERM")
        case .http2:
            Row(
                "HTTP2", "off", .choice(Self.onOrOff),
                "offer HTTP/2 over TLS; in clear it always is")
        case .adminListen:
            Row(
                "ADMIN_LISTEN", "off", .addresses,
                "private listener: /healthz, /readyz, /metrics", [.stops])
        case .confinement:
            Row(
                "CONFINEMENT", "on", .choice(Self.onOrOff),
                "processes give up files and system calls", [.stops])
        }
    }

    private static let onOrOff = ["on", "off"]
    private static let upToADay = 0...86_400

    private static var standardRetry: String {
        guard case .seconds(let seconds) = RetryAfter.standard else { return "" }
        return String(seconds)
    }
}

extension Variable {
    static let prefix = "UNDER_MAINTENANCE_"

    /// The whole name, as in the environment.
    @inline(never)
    var name: String {
        let row = row
        return row.isBare ? row.name : Self.prefix + row.name
    }

    /// - Parameter name: without the prefix.
    @inline(never)
    static func named(_ name: [UInt8]) -> Variable? {
        for variable in allCases {
            let row = variable.row
            if !row.isBare, name.equals(row.name) { return variable }
        }
        return nil
    }
}

extension Variable.Row {
    var isBare: Bool { marks.contains(.bare) }

    /// One line on what is accepted and what it means.
    var meaning: String {
        switch form {
        case .number: form.accepted + " " + help
        case .size: form.accepted + "; " + help
        case .choice: form.accepted + (help.utf8.isEmpty ? "" : "; " + help)
        default: help
        }
    }
}
