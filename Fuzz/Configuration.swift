// What an environment holds: it ends in values within their bounds, and in findings that are one line
// each and tell no secret.
import HTTP
import Testing

@testable import Kernel
@testable import Maintenance
@testable import UnderMaintenance

/// An input is variables with NUL between them, `NAME=value`; the prefix of ours may be left out, and
/// SOH in a value stands for a private key.
enum Configurations: Target {
    static var seeds: [[UInt8]] {
        [
            "STATUS_CODE=429\0RETRY_AFTER=Sun, 22 Nov 2026 09:54:51 GMT\0RETRY_JITTER=5",
            "HTTP_LISTEN=[::]:80, 8080,unix:/run/a.sock\0PORT=81\0HTTPS_LISTEN=off\0ADMIN_LISTEN=9",
            "TLS_CERTIFICATE_PATH=/tls/tls.crt\0TLS_KEY_PATH=\u{01}\0TLS_KEY_PASSPHRASE_PATH=secret",
            "TLS_CERTIFICATE_DIRECTORY=/c\0TLS_MINIMUM_VERSION=TLSv1.3\0TLS_TICKET_KEYS_PATH=\u{01}",
            "TLS_SELF_SIGNED=localhost,*.example.test,127.0.0.1,[::1]\0HTTP2=yes",
            "TRUSTED_PROXIES=10.0.0.0/8 fc00::/7,none\0HTTP_PROXY_PROTOCOL=required",
            "TITLE=\u{1B}[31m<b>\0MESSAGE=a\nb\u{C2}\u{85}\0LINK=javascript:alert(1)\0LINK=https://a/\u{01}",
            "UNTIL=2049-11-22T18:00:00+01:00\0REFRESH=0\0CORS=*,https://app.example.com:8443\0CORS=off",
            "MEMORY=64MiB\0WORKERS=65\0MAX_CONNECTIONS=-1\0RELOAD_SECONDS=99999999999999999999",
            "UNDER_MAINTENANCE_ACESS_LOG=json\0ACCESS_LOG=\"common\"\0ACCESS_LOG_QUERY='no'",
            "PAGES_DIRECTORY=/p\u{FF}\0ACME_DIRECTORY=./a\0CUSTOM_FILE_PATH=https://u:p@h/\u{01}",
            "UNDER_MAINTENANCE_SERVICE_HOST=10.0.0.1\0UNDER_MAINTENANCE_PORT=tcp://10.0.0.1:80",
        ].map(latin1) + Variable.allCases.map { latin1($0.name) + latin1("=\u{01}") }
    }

    static var words: [[UInt8]] {
        Variable.allCases.map { latin1("\0" + $0.row.name + "=") }
            + [
                "\u{01}", "UNDER_MAINTENANCE_", "on", "off", "none", "true", "2147483648", "64M",
                "[::]:80", "unix:/", "0.0.0.0/0", "::/0", "https://", "mailto:", "*.a.test",
                "$PORT",
                "-----BEGIN ", "MIIE", "LS0tLS1CRUdJTi", "://u:p@", "\u{C2}\u{9B}",
                "\u{F4}\u{8F}\u{BA}\u{80}",
                "2026-11-22T09:54:50Z", "Sun, 06 Nov 1994 08:49:37 GMT",
            ].map(latin1)
    }

    /// Sun, 22 Nov 2026 09:54:50 GMT
    private static let moment = 1_795_341_290
    private static let prefix = latin1(Variable.prefix)

    static func run(_ input: [UInt8]) {
        let variables = input.split(separator: 0).compactMap { entry -> Environment.Variable? in
            guard let mark = entry.firstIndex(of: 0x3D) else { return nil }
            var name = Array(entry[..<mark])
            if !name.starts(with: prefix), name != latin1("PORT") { name = prefix + name }
            let value = entry[(mark + 1)...].flatMap { $0 == 1 ? Planted.pem : [$0] }
            return Environment.Variable(
                name: SystemText.decode(name), value: SystemText.decode(value))
        }
        let loaded = Configuration.load(from: variables, now: moment)
        checkFindings(loaded.findings)
        check(loaded.configuration)
    }

    private static func check(_ configuration: Configuration) {
        precondition((200...599).contains(configuration.statusCode))
        precondition((1...64).contains(configuration.workers ?? 1))
        precondition((0...86_400).contains(configuration.retryJitter))
        precondition(configuration.memory ?? 1 > 0 && configuration.maximumConnections ?? 1 > 0)
        precondition(configuration.reloadSeconds >= 0 && configuration.shutdownSeconds >= 0)
        if case .seconds(let seconds) = configuration.retryAfter {
            precondition((0...RetryAfter.longest).contains(seconds))
        }
        let announcement = configuration.announcement
        let texts = announcement.texts
        precondition(texts.links.count <= 1)
        // The past is taken, however long ago: a page that is up stays up.
        precondition((announcement.until ?? moment) - moment <= RetryAfter.longest)
        precondition(announcement.refresh >= 0)
        for (text, longest, mayHaveLines) in [
            (texts.title?.content, Announcement.longestTitle, false),
            (texts.message?.content, Announcement.longestMessage, true),
            (texts.links.first?.url, Announcement.longestURL, false),
            (announcement.brand, 200, false),
        ] {
            guard let text else { continue }
            precondition(!text.isEmpty && text.count <= longest)
            let parts = mayHaveLines ? text.split(separator: 10) : [text[...]]
            for part in parts {
                let scalars = String(decoding: part, as: UTF8.self).unicodeScalars
                precondition(
                    scalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
            }
        }
        if let color = announcement.accent {
            precondition(color.count == 7 && color[0] == 0x23)
        }
        if let link = texts.links.first {
            let scheme = link.url.prefix { $0 != 0x3A }.map(\.lowercased)
            precondition(["http", "https", "mailto", "tel"].map(latin1).contains(scheme))
        }
    }
}
