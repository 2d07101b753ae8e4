// The table of all variables, which loading, the check for unknown names and --help share.

struct KnownVariable {
    enum Build { case this, later }

    /// Without the prefix.
    let name: String
    let build: Build
    /// For --help: the value when unset, and one line on what it means.
    let standard: String
    let meaning: String

    static let prefix = "UNDER_MAINTENANCE_"

    private init(_ name: String, _ build: Build, _ standard: String, _ meaning: String) {
        self.name = name
        self.build = build
        self.standard = standard
        self.meaning = meaning
    }

    /// A variable moves into this build by its one word.
    static let all = [
        KnownVariable("STATUS_CODE", .this, "503", "200–599"),
        KnownVariable("RETRY_AFTER", .this, "300", "seconds or an HTTP date"),
        KnownVariable(
            "CUSTOM_FILE_PATH", .this, "under-maintenance.html", "replaces the page, if it exists"),
        KnownVariable("TITLE", .this, "by language", "title of the built-in page, JSON and XML"),
        KnownVariable("MESSAGE", .this, "by language", "their text"),
        KnownVariable("LINK", .this, "none", "their link: URL of a status page"),
        KnownVariable("UNTIL", .this, "none", "when it ends, as 2026-11-22T18:00:00+01:00"),
        KnownVariable("RETRY_JITTER", .this, "0", "up to so many seconds more on Retry-After"),
        KnownVariable("REFRESH", .this, "30", "seconds between the page's looks; 0: never"),
        KnownVariable(
            "PAGES_DIRECTORY", .this, "none", "pages: HOST.html, HOST.LANG.html, LANG.html"),
        KnownVariable("CORS", .this, "on", "other sites' scripts see the answer: on, off"),
        KnownVariable("ACME_DIRECTORY", .this, "none", "answers to ACME's HTTP challenges"),
        KnownVariable(
            "HTTP_LISTEN", .this, "[::]:80, or PORT",
            "port, address:port, [v6]:port, unix:/path; off"),
        KnownVariable("HTTPS_LISTEN", .this, "[::]:443", "the same, over TLS; needs a certificate"),
        KnownVariable("TLS_CERTIFICATE_PATH", .this, "none", "PEM chain, leaf first"),
        KnownVariable("TLS_KEY_PATH", .this, "none", "PEM key; one file may hold both"),
        KnownVariable("TLS_KEY_PASSPHRASE_PATH", .this, "none", "file with the keys' passphrase"),
        KnownVariable("TLS_CERTIFICATE_DIRECTORY", .this, "none", "more certificates, by SNI"),
        KnownVariable("TLS_MINIMUM_VERSION", .this, "1.2", "1.2, 1.3"),
        KnownVariable(
            "TLS_TICKET_KEYS_PATH", .this, "random", "80-byte keys shared by replicas"),
        KnownVariable(
            "HTTP_PROXY_PROTOCOL", .this, "off", "PROXY header: off, optional, required"),
        KnownVariable("HTTPS_PROXY_PROTOCOL", .this, "off", "the same, before TLS"),
        KnownVariable(
            "TRUSTED_PROXIES", .this, "private networks",
            "networks whose PROXY, X-Forwarded-For count"),
        KnownVariable(
            "HTTP_KEEP_ALIVE", .this, "auto", "auto (kept for proxies only), on, off"),
        KnownVariable("HTTPS_KEEP_ALIVE", .this, "off", "on, off"),
        KnownVariable("ACCESS_LOG", .this, "off", "off, json, common; on standard output"),
        KnownVariable("WORKERS", .this, "usable CPUs", "1–64"),
        KnownVariable("MAX_CONNECTIONS", .this, "descriptor limit", "of each worker"),
        KnownVariable(
            "RELOAD_SECONDS", .this, "10", "between looks at the files; 0: only on SIGHUP"),
        KnownVariable("SHUTDOWN_SECONDS", .this, "5", "how long draining may take"),
        KnownVariable("HTTP2", .later, "off", "offer HTTP/2 over TLS: on, off"),
        KnownVariable("ADMIN_LISTEN", .later, "off", "private listener: /healthz, /metrics"),
    ]

    /// - Parameter name: without the prefix.
    static func named(_ name: String) -> KnownVariable? {
        all.first { $0.name.equals(name) }
    }
}
