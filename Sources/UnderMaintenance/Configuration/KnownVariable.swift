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
        KnownVariable("TITLE", .later, "built in", "title of the built-in page"),
        KnownVariable("MESSAGE", .later, "built in", "text of the built-in page"),
        KnownVariable("LINK", .later, "none", "URL of a status page"),
        KnownVariable("UNTIL", .later, "none", "when it ends: an RFC 3339 time"),
        KnownVariable("RETRY_JITTER", .later, "0", "seconds put at random on Retry-After"),
        KnownVariable("REFRESH", .later, "30", "seconds between the page's looks; 0: never"),
        KnownVariable("PAGES_DIRECTORY", .later, "none", "pages by host and language"),
        KnownVariable("ACME_DIRECTORY", .later, "none", "answers to ACME's HTTP challenges"),
        KnownVariable("CORS", .later, "on", "let cross-origin scripts see the answer: on, off"),
        KnownVariable("ADMIN_LISTEN", .later, "off", "private listener: /healthz, /metrics"),
    ]

    /// - Parameter name: without the prefix.
    static func named(_ name: String) -> KnownVariable? {
        all.first { $0.name.equals(name) }
    }
}
