// Every variable's good and bad values, and what a bad one does to the start.

import HTTP
import Maintenance
import Testing

@testable import UnderMaintenance

struct ConfigurationTests {
    @Test func `an empty environment gives the defaults and no finding`() {
        let loaded = load([:])
        let configuration = loaded.configuration
        #expect(loaded.findings.isEmpty)
        #expect(configuration.statusCode == 503)
        #expect(configuration.retryAfter == .seconds(300))
        #expect(configuration.customFile.path == "under-maintenance.html")
        #expect(!configuration.customFile.isExplicit)
        #expect(configuration.announcement.refresh == 30)
        #expect(configuration.announcement.until == nil)
        #expect(configuration.retryJitter == 0)
        #expect(configuration.crossOrigin.everyoneReads)
        #expect(configuration.crossOrigin.origins.isEmpty)
        #expect(configuration.pagesDirectory == nil)
        #expect(configuration.challengeDirectory == nil)
        #expect(loaded.listens == ["[::]:80"])
        #expect(loaded.http.proxyProtocol == .off)
        #expect(loaded.httpsListens.isEmpty)
        #expect(configuration.tls == nil)
        #expect(loaded.https.proxyProtocol == .off)
        #expect(loaded.http.keepAlive == .auto)
        #expect(loaded.https.keepAlive == .off)
        #expect(configuration.accessLog == .off)
        #expect(configuration.workers == nil)
        #expect(configuration.maximumConnections == nil)
        #expect(configuration.reloadSeconds == 10)
        #expect(configuration.shutdownSeconds == 5)
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("10.255.0.1", true), ("172.16.0.1", true), ("172.31.255.255", true),
        ("172.32.0.1", false), ("192.168.1.1", true), ("192.169.0.1", false),
        ("100.63.255.255", false),
        ("100.64.0.1", true), ("100.127.255.255", true), ("100.128.0.1", false),
        ("169.254.1.1", true),
        ("::1", true), ("::2", false), ("fd00::1", true), ("fe80::1", true), ("fec0::1", false),
        ("8.8.8.8", false), ("2001:db8::1", false), ("0.0.0.0", false),
    ])
    func `unset trusts loopback and private networks alone`(address: String, isTrusted: Bool) {
        let ranges = load([:]).configuration.trustedProxies
        #expect(ranges.contains { $0.contains(ip(address)) } == isTrusted)
    }

    @Test(arguments: ["", " ", "\t \n"])
    func `an empty value is as good as none`(value: String) {
        let loaded = load([
            "STATUS_CODE": value, "RETRY_AFTER": value, "CUSTOM_FILE_PATH": value,
            "HTTP_LISTEN": value, "HTTP_PROXY_PROTOCOL": value, "TRUSTED_PROXIES": value,
            "HTTP_KEEP_ALIVE": value, "ACCESS_LOG": value, "WORKERS": value,
            "MAX_CONNECTIONS": value, "RELOAD_SECONDS": value, "SHUTDOWN_SECONDS": value,
            "PORT": value, "NONSENSE": value, "HTTPS_LISTEN": value,
            "TLS_CERTIFICATE_PATH": value, "TLS_KEY_PATH": value,
            "TLS_KEY_PASSPHRASE_PATH": value, "TLS_CERTIFICATE_DIRECTORY": value,
            "TLS_MINIMUM_VERSION": value, "TLS_TICKET_KEYS_PATH": value,
            "HTTPS_PROXY_PROTOCOL": value, "HTTPS_KEEP_ALIVE": value,
            "TITLE": value, "MESSAGE": value, "LINK": value, "UNTIL": value,
            "RETRY_JITTER": value, "REFRESH": value, "PAGES_DIRECTORY": value, "CORS": value,
            "ACME_DIRECTORY": value,
        ])
        #expect(loaded.findings.isEmpty)
        #expect(loaded.configuration.tls == nil)
        #expect(loaded.listens == ["[::]:80"])
        #expect(!loaded.configuration.customFile.isExplicit)
        #expect(loaded.configuration.trustedProxies.count == 9)
    }

    @Test(arguments: [("200", 200), ("429", 429), ("599", 599), (" 502\n", 502)])
    func `a status code of 200 to 599 is taken`(value: String, code: Int) {
        let loaded = load(["STATUS_CODE": value])
        #expect(loaded.configuration.statusCode == code)
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: [
        "199", "600", "0", "-503", "+503", "5 03", "abc", "503.0", "99999999999999999999",
    ])
    func `any other status code is a warning and 503`(value: String) {
        let loaded = load(["STATUS_CODE": value])
        #expect(loaded.configuration.statusCode == 503)
        #expect(loaded.summaries == ["warning STATUS_CODE=\(value)"])
        #expect(loaded.findings.allSatisfy { $0.cure.contains("200–599") })
        #expect(!loaded.hasMistakes)
    }

    @Test(arguments: [
        ("0", RetryAfter.seconds(0)), ("120", .seconds(120)), ("2147483648", .seconds(1 << 31)),
        (" 60 ", .seconds(60)),
        ("Sun, 22 Nov 2026 09:54:51 GMT", .date(testTime + 1)),
        ("Sunday, 22-Nov-26 10:54:50 GMT", .date(testTime + 3600)),
    ])
    func `Retry-After is seconds or a date to come`(value: String, expected: RetryAfter) {
        let loaded = load(["RETRY_AFTER": value])
        #expect(loaded.configuration.retryAfter == expected)
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: [
        ("2147483649", "out of range"), ("99999999999999999999", "out of range"),
        ("5m", "neither seconds nor an HTTP date"), ("-1", "out of range"),
        ("2027-01-01T00:00:00Z", "neither seconds nor an HTTP date"),
        ("Sun, 22 Nov 2026 09:54:50 GMT", "in the past"),
        ("Sun, 06 Nov 1994 08:49:37 GMT", "in the past"),
    ])
    func `any other Retry-After is a warning and 300`(value: String, reason: String) {
        let loaded = load(["RETRY_AFTER": value])
        #expect(loaded.configuration.retryAfter == .seconds(300))
        #expect(loaded.summaries == ["warning RETRY_AFTER=\(value)"])
        #expect(loaded.findings.first?.reason == reason)
    }

    @Test func `a named custom page is explicit`() {
        let page = load(["CUSTOM_FILE_PATH": " /srv/my page.html "]).configuration.customFile
        #expect(page.path == "/srv/my page.html")
        #expect(page.isExplicit)
    }

    @Test(arguments: [
        ("off", ProxyProtocolMode.off), ("optional", .optional), ("REQUIRED", .required),
    ])
    func `the PROXY header is off, optional or required`(value: String, mode: ProxyProtocolMode) {
        let loaded = load(["HTTP_PROXY_PROTOCOL": value])
        #expect(loaded.http.proxyProtocol == mode)
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: ["on", "v2", "offf", "of", "1", "true", "yes"])
    func `any other word for the PROXY header stops the start`(value: String) {
        let loaded = load(["HTTP_PROXY_PROTOCOL": value])
        #expect(loaded.summaries == ["mistake HTTP_PROXY_PROTOCOL=\(value)"])
        #expect(loaded.findings.first?.cure == "accepted: off, optional or required")
        #expect(loaded.hasMistakes)
    }

    @Test func `trusted networks replace the default ones`() {
        let loaded = load(["TRUSTED_PROXIES": "203.0.113.7, 2001:db8::/32"])
        let ranges = loaded.configuration.trustedProxies
        #expect(loaded.findings.isEmpty)
        #expect(ranges.count == 2)
        #expect(ranges.contains { $0.contains(ip("203.0.113.7")) })
        #expect(ranges.contains { $0.contains(ip("2001:db8:1::")) })
        #expect(!ranges.contains { $0.contains(ip("127.0.0.1")) })
    }

    @Test(arguments: [
        ("10.0.0.0/33", "10.0.0.0/33"), ("10.0.0/8", "10.0.0/8"), ("localhost", "localhost"),
        ("::1, fe80::%eth0/10", "fe80::%eth0/10"), ("10.0.0.0/", "10.0.0.0/"),
        ("10.0.0.0/8,", "10.0.0.0/8,"), (",", ","), ("*", "*"),
    ])
    func `a wrong trusted network stops the start`(value: String, named: String) {
        let loaded = load(["TRUSTED_PROXIES": value])
        #expect(loaded.hasMistakes)
        #expect(loaded.summaries.first == "mistake TRUSTED_PROXIES=\(named)")
    }

    @Test(arguments: [("auto", KeepAlivePolicy.auto), ("on", .on), ("Off", .off)])
    func `keep-alive is auto, on or off`(value: String, policy: KeepAlivePolicy) {
        let loaded = load(["HTTP_KEEP_ALIVE": value])
        #expect(loaded.http.keepAlive == policy)
        #expect(loaded.findings.isEmpty)
    }

    @Test(arguments: [("off", AccessLogFormat.off), ("json", .json), ("common", .common)])
    func `the access log is off, json or common`(value: String, format: AccessLogFormat) {
        let loaded = load(["ACCESS_LOG": value])
        #expect(loaded.configuration.accessLog == format)
        #expect(loaded.findings.isEmpty)
    }

    @Test func `unknown words of keep-alive and access log are warnings and the defaults`() {
        let loaded = load(["HTTP_KEEP_ALIVE": "often", "ACCESS_LOG": "combined"])
        #expect(
            loaded.summaries == ["warning HTTP_KEEP_ALIVE=often", "warning ACCESS_LOG=combined"])
        #expect(loaded.http.keepAlive == .auto)
        #expect(loaded.configuration.accessLog == .off)
    }

    @Test func `numbers are taken to the ends of their ranges`() {
        let least = load([
            "WORKERS": "1", "MAX_CONNECTIONS": "1", "RELOAD_SECONDS": "0", "SHUTDOWN_SECONDS": "0",
        ])
        #expect(least.findings.isEmpty)
        #expect(least.configuration.workers == 1)
        #expect(least.configuration.maximumConnections == 1)
        #expect(least.configuration.reloadSeconds == 0)
        #expect(least.configuration.shutdownSeconds == 0)
        let most = load([
            "WORKERS": "64", "MAX_CONNECTIONS": "1048576", "RELOAD_SECONDS": "86400",
            "SHUTDOWN_SECONDS": "3600",
        ])
        #expect(most.findings.isEmpty)
        #expect(most.configuration.workers == 64)
        #expect(most.configuration.maximumConnections == 1_048_576)
        #expect(most.configuration.reloadSeconds == 86_400)
        #expect(most.configuration.shutdownSeconds == 3600)
    }

    @Test(arguments: [
        ("WORKERS", "0"), ("WORKERS", "65"), ("WORKERS", "two"), ("MAX_CONNECTIONS", "0"),
        ("MAX_CONNECTIONS", "1048577"), ("RELOAD_SECONDS", "86401"), ("RELOAD_SECONDS", "-1"),
        ("SHUTDOWN_SECONDS", "3601"), ("SHUTDOWN_SECONDS", "5s"),
    ])
    func `a number out of its range is a warning and the default`(name: String, value: String) {
        let loaded = load([name: value])
        #expect(loaded.summaries == ["warning \(name)=\(value)"])
        #expect(loaded.configuration.workers == nil)
        #expect(loaded.configuration.maximumConnections == nil)
        #expect(loaded.configuration.reloadSeconds == 10)
        #expect(loaded.configuration.shutdownSeconds == 5)
    }

    @Test func `all findings come in one load`() {
        let loaded = load([
            "NONSENSE": "1", "WORKERS": "99", "TRUSTED_PROXIES": "x,y",
            "HTTP_PROXY_PROTOCOL": "v1", "HTTP_LISTEN": "localhost:80, :0", "STATUS_CODE": "1",
            "RETRY_AFTER": "soon", "HTTP_KEEP_ALIVE": "2", "ACCESS_LOG": "1",
        ])
        #expect(
            loaded.summaries == [
                "warning STATUS_CODE=1", "warning RETRY_AFTER=soon",
                "mistake HTTP_LISTEN=localhost:80", "mistake HTTP_LISTEN=:0",
                "mistake HTTP_PROXY_PROTOCOL=v1", "mistake TRUSTED_PROXIES=x",
                "mistake TRUSTED_PROXIES=y", "warning HTTP_KEEP_ALIVE=2", "warning ACCESS_LOG=1",
                "warning WORKERS=99", "warning NONSENSE=",
            ])
        #expect(loaded.findings.allSatisfy { !$0.reason.isEmpty && !$0.cure.isEmpty })
    }

    @Test func `of two variables with one name the first counts`() {
        #expect(load(["WORKERS": "2", "WORKERS": "3"]).configuration.workers == 2)
    }
}
