// Names nobody reads.

import Kernel
import Testing

@testable import UnderMaintenance

struct UnknownVariablesTests {
    @Test(
        arguments: [
            ("STATUS_COED", "STATUS_CODE"), ("STATUSCODE", "STATUS_CODE"),
            ("RETRY_AFTR", "RETRY_AFTER"), ("CUSTOM_PAGE_PATH", "CUSTOM_FILE_PATH"),
            ("KEEP_ALIVE", "HTTP_KEEP_ALIVE"), ("PROXY_PROTOCOL", "HTTP_PROXY_PROTOCOL"),
            ("MAX_CONECTIONS", "MAX_CONNECTIONS"), ("WORKER", "WORKERS"),
            ("TRUSTED_PROXY", "TRUSTED_PROXIES"), ("TITEL", "TITLE"),
            ("TLS_CERT_PATH", "TLS_CERTIFICATE_PATH"), ("CERT_PATH", "TLS_CERTIFICATE_PATH"),
            ("TLS_CERT_DIR", "TLS_CERTIFICATE_DIRECTORY"), ("TLS_CERT", "TLS_CERTIFICATE_PATH"),
            ("TLS_CERTS_DIRECTORY", "TLS_CERTIFICATE_DIRECTORY"), ("TLS_KEY", "TLS_KEY_PATH"),
            ("TLS_PASSPHRASE_PATH", "TLS_KEY_PASSPHRASE_PATH"), ("LISTEN", "HTTP_LISTEN"),
            ("TLS_MIN_VERSION", "TLS_MINIMUM_VERSION"), ("PAGES_DIR", "PAGES_DIRECTORY"),
            ("CUSTOM_PATH", "CUSTOM_FILE_PATH"), ("MAX_CONN", "MAX_CONNECTIONS"),
            ("LOG", "ACCESS_LOG"), ("CODE", "STATUS_CODE"), ("AC", nil),
            ("PATH_TLS_KEY", nil),
            ("HTTP_PORT", "HTTP_LISTEN"), ("HTTPS_PORT", "HTTPS_LISTEN"), ("PORT", "HTTP_LISTEN"),
            ("HTTP_BIND", "HTTP_LISTEN"), ("METRICS_PORT", "ADMIN_LISTEN"),
            ("METRICS", "ADMIN_LISTEN"), ("SHUTDOWN_TIMEOUT", "SHUTDOWN_SECONDS"),
            ("DRAIN_TIMEOUT", "SHUTDOWN_SECONDS"), ("DRAIN", "SHUTDOWN_SECONDS"),
            ("GRACE_PERIOD", "SHUTDOWN_SECONDS"), ("RELOAD_INTERVAL", "RELOAD_SECONDS"),
            ("URL", "LINK"), ("END", "UNTIL"), ("TEXT", "MESSAGE"),
            ("SSL_CERTIFICATE", "TLS_CERTIFICATE_PATH"), ("TLS_CIPHERS", nil),
            ("status_code", nil), ("NONSENSE", nil),
            ("", nil), ("X", nil),
        ] as [(String, String?)])
    func `an unknown name is a warning that names the nearest`(name: String, nearest: String?) {
        let loaded = load(["UNDER_MAINTENANCE_" + name: "v"])
        #expect(loaded.findings.count == 1)
        #expect(!loaded.hasMistakes)
        #expect(loaded.findings.first?.variable == "UNDER_MAINTENANCE_" + name)
        #expect(loaded.findings.first?.reason == "no such variable")
        let cure = nearest.map { "did you mean UNDER_MAINTENANCE_\($0)?" } ?? "see --help"
        #expect(loaded.findings.first?.cure == cure)
    }

    @Test func `a name of a hundred kilobytes doesn't hold up the start`() {
        let name = [UInt8](repeating: UInt8(ascii: "S"), count: 100_000)
        var nearest: Variable?
        // Compared letter by letter it takes seconds.
        let time = ContinuousClock().measure { nearest = UnknownVariables.nearest(to: name) }
        #expect(time < .seconds(1))
        #expect(nearest == nil)
    }

    @Test func `the value of an unknown name isn't repeated, it may be a secret`() {
        let finding = load(["TLS_KEY_PASSPHRASE": "hunter2"]).findings[0]
        #expect(finding.value.isEmpty)
        #expect(!finding.line(at: testTime).text.contains("hunter2"))
    }

    @Test(arguments: [
        ("UNDER_MAINTENANCE_SERVICE_HOST", "10.0.0.1"), ("UNDER_MAINTENANCE_SERVICE_PORT", "80"),
        ("UNDER_MAINTENANCE_SERVICE_PORT_HTTP", "80"),
        ("UNDER_MAINTENANCE_PORT", "tcp://10.0.0.1:80"),
        ("UNDER_MAINTENANCE_PORT_80_TCP", "tcp://10.0.0.1:80"),
        ("UNDER_MAINTENANCE_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("UNDER_MAINTENANCE_WEB_PORT_53_UDP_PROTO", "udp"),
        ("UNDER_MAINTENANCE_WEB_SERVICE_HOST", "10.0.0.1"),
        ("UNDER_MAINTENANCE_PORT_80_TCP_PORT", "80"),
        ("UNDER_MAINTENANCE_PORT_80_TCP_PROTO", "tcp"),
        ("UNDER_MAINTENANCE_PORT_5060_SCTP", "sctp://10.0.0.1:5060"),
        ("UNDER_MAINTENANCE_PORT_5060_SCTP_ADDR", "10.0.0.1"),
        ("UNDER_MAINTENANCE_PORT_80_TCP_START", "tcp://172.17.0.2:80"),
        ("UNDER_MAINTENANCE_PORT_END", "tcp://172.17.0.2:81"),
        ("UNDER_MAINTENANCE_NAME", "/web/under-maintenance"),
        ("UNDER_MAINTENANCE_ENV_PATH", "/bin"), ("UNDER_MAINTENANCE_WEB_ENV_X", "1"),
        ("UNDER_MAINTENANCE_HTTP_SERVICE_PORT_HTTPS", "443"),
    ])
    func `what Kubernetes and Docker say of a service of our name is silent`(
        name: String, value: String
    ) {
        #expect(load([name: value]).findings.isEmpty)
    }

    @Test(arguments: [
        ("PORT", "8080"), ("NAME", "web"), ("NAME", "/web"), ("PORT_HTTP", "80"),
        ("PORT_80", "80"), ("PORT_X_TCP", "80"), ("TCP_PORT", "80"), ("SERVICE", "x"),
        ("ENV", "x"), ("PORT_80_TCP_X", "80"), ("PORT_START", "80"),
    ])
    func `a name of our prefix that someone wrote isn't silent`(name: String, value: String) {
        #expect(load(["UNDER_MAINTENANCE_" + name: value]).findings.count == 1)
    }

    @Test(arguments: ["PATH", "HOME", "UNDER_MAINTENANCE", "XUNDER_MAINTENANCE_STATUS_COED"])
    func `names without the prefix are no business of ours`(name: String) {
        let variables = [Environment.Variable(name: name, value: "1")]
        #expect(UnknownVariables.findings(in: variables).isEmpty)
    }

    @Test(arguments: [
        ("", "", 0), ("abc", "abc", 0), ("abc", "abcd", 1), ("abcd", "abc", 1), ("abc", "axc", 1),
        ("abc", "acb", 1), ("ab", "ba", 1), ("abc", "", 3), ("", "abc", 3),
        ("kitten", "sitting", 3), ("abcdef", "badcfe", 3),
    ])
    func `the distance counts insertions, deletions, changes and swaps`(
        one: String, other: String, distance: Int
    ) {
        #expect(UnknownVariables.distance(from: Array(one.utf8), to: Array(other.utf8)) == distance)
    }
}
