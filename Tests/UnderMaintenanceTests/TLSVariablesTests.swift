// The variables of TLS: what they decide, and which of them can't stand alone.

import TLS
import Testing

@testable import UnderMaintenance

struct TLSVariablesTests {
    @Test func `a certificate brings the listener on 443`() {
        let loaded = load(["TLS_CERTIFICATE_PATH": "/c", "TLS_KEY_PATH": "/k"])
        #expect(loaded.findings.isEmpty)
        #expect(loaded.listens == ["[::]:80"])
        #expect(loaded.httpsListens == ["[::]:443"])
        #expect(loaded.configuration.tls?.certificatePath == "/c")
        #expect(loaded.configuration.tls?.keyPath == "/k")
    }

    @Test func `a directory of certificates brings the listener too`() {
        let loaded = load(["TLS_CERTIFICATE_DIRECTORY": "/d"])
        #expect(loaded.findings.isEmpty)
        #expect(loaded.httpsListens == ["[::]:443"])
        #expect(loaded.configuration.tls?.directory == "/d")
        #expect(loaded.configuration.tls?.certificatePath == nil)
    }

    @Test func `a certificate without a key variable is right, one file may hold both`() {
        let loaded = load(["TLS_CERTIFICATE_PATH": "/both.pem"])
        #expect(loaded.findings.isEmpty)
        #expect(loaded.configuration.tls != nil)
        #expect(loaded.configuration.tls?.keyPath == nil)
    }

    @Test func `every path and word is taken`() throws {
        let loaded = load([
            "TLS_CERTIFICATE_PATH": " /a b ", "TLS_KEY_PATH": "/k", "TLS_KEY_PASSPHRASE_PATH": "/p",
            "TLS_CERTIFICATE_DIRECTORY": "/d", "TLS_MINIMUM_VERSION": "1.3",
            "TLS_TICKET_KEYS_PATH": "/t", "HTTPS_LISTEN": "8443,unix:/s",
            "HTTPS_PROXY_PROTOCOL": "required", "HTTPS_KEEP_ALIVE": "on",
        ])
        #expect(loaded.findings.isEmpty)
        let tls = try #require(loaded.configuration.tls)
        #expect(tls.certificatePath == "/a b")
        #expect(tls.passphrasePath == "/p")
        #expect(tls.directory == "/d")
        #expect(tls.minimumVersion == .tls13)
        #expect(tls.ticketKeysPath == "/t")
        #expect(loaded.httpsListens == ["[::]:8443", "unix:/s"])
        #expect(loaded.https.proxyProtocol == .required)
        #expect(loaded.http.proxyProtocol == .off)
        #expect(loaded.https.keepAlive == .on)
        #expect(loaded.http.keepAlive == .auto)
    }

    @Test(arguments: [
        "localhost", "*.example.test", "127.0.0.1", "::1", "[2001:db8::1]", "A.Example",
        "xn--mnchen-3ya.example", "a_b", "1.2.3.4.nip.io", "a,b,127.0.0.1",
    ])
    func `a self-signed certificate brings the listener, for names and addresses`(value: String) {
        let loaded = load(["TLS_SELF_SIGNED": value])
        #expect(loaded.findings.isEmpty)
        #expect(loaded.httpsListens == ["[::]:443"])
        #expect(loaded.configuration.tls?.selfSigned.isEmpty == false)
    }

    @Test(arguments: [
        "*", "a*.example", "a.*.example", "münchen.example", "a..b", "-a", "a-", "1.2.3",
        "256.1.1.1",
        "https://localhost", "localhost:8443", "a b", "[localhost]", "::g",
    ])
    func `a self-signed certificate for anything else stops the start`(value: String) {
        let loaded = load(["TLS_SELF_SIGNED": value])
        #expect(loaded.summaries == ["mistake TLS_SELF_SIGNED=\(value)"])
    }

    @Test(arguments: [
        ("1.2", TLSSettings.MinimumVersion.tls12), ("1.3", .tls13), ("TLSv1.2", .tls12),
        ("tls12", .tls12), ("TLS1_3", .tls13), ("VersionTLS13", .tls13), ("TLS 1.2", .tls12),
        ("tlsv1.3", .tls13), ("13", .tls13), ("v1.2", .tls12), ("\"1.3\"", .tls13),
    ])
    func `the minimum version is 1 2 or 1 3`(value: String, version: TLSSettings.MinimumVersion) {
        let loaded = load(["TLS_CERTIFICATE_DIRECTORY": "/d", "TLS_MINIMUM_VERSION": value])
        #expect(loaded.findings.isEmpty)
        #expect(loaded.configuration.tls?.minimumVersion == version)
    }

    /// Variables, what is found, and words of its reason or cure.
    struct Case: Sendable, CustomTestStringConvertible {
        let variables: KeyValuePairs<String, String>
        let summaries: [String]
        let words: String
        var testDescription: String { variables.map { "\($0.key)=\($0.value)" }.joined() }

        init(
            _ variables: KeyValuePairs<String, String>, _ summaries: [String], _ words: String
        ) {
            self.variables = variables
            self.summaries = summaries
            self.words = words
        }
    }

    @Test(arguments: [
        Case(
            ["TLS_KEY_PATH": "/k"], ["mistake TLS_CERTIFICATE_PATH="],
            "UNDER_MAINTENANCE_TLS_KEY_PATH is"),
        Case(
            ["TLS_KEY_PATH": "/k", "TLS_CERTIFICATE_DIRECTORY": "/d"],
            ["mistake TLS_CERTIFICATE_PATH="], "UNDER_MAINTENANCE_TLS_KEY_PATH is"),
        Case(
            ["HTTPS_LISTEN": "8443"], ["mistake HTTPS_LISTEN=8443"],
            "set UNDER_MAINTENANCE_TLS_CERTIFICATE_PATH"),
        Case(
            ["HTTPS_LISTEN": "8443", "TLS_KEY_PATH": "/k"],
            ["mistake HTTPS_LISTEN=8443", "mistake TLS_CERTIFICATE_PATH="], "no certificate"),
        Case(
            ["HTTP_LISTEN": "off", "HTTPS_LISTEN": "443"], ["mistake HTTPS_LISTEN=443"],
            "no certificate"),
        Case(
            ["TLS_KEY_PASSPHRASE_PATH": "/p"], ["mistake TLS_KEY_PASSPHRASE_PATH=/p"],
            "set UNDER_MAINTENANCE_TLS_KEY_PATH"),
        Case(
            ["TLS_KEY_PASSPHRASE_PATH": "/p", "TLS_KEY_PATH": "/k"],
            ["mistake TLS_CERTIFICATE_PATH="], "UNDER_MAINTENANCE_TLS_KEY_PATH is"),
        Case(
            ["HTTP_LISTEN": "off", "HTTPS_LISTEN": "off"], ["mistake HTTP_LISTEN=off"],
            "nothing would listen"),
        Case(
            ["HTTP_LISTEN": "OFF", "HTTPS_LISTEN": "Off", "TLS_CERTIFICATE_PATH": "/c"],
            ["mistake HTTP_LISTEN=OFF"], "nothing would listen"),
        Case(
            ["HTTP_LISTEN": "443", "TLS_CERTIFICATE_PATH": "/c"],
            ["mistake HTTPS_LISTEN=[::]:443"], "[::]:443 takes its connections"),
        Case(
            ["PORT": "443", "TLS_CERTIFICATE_PATH": "/c"], ["mistake HTTPS_LISTEN=[::]:443"],
            "[::]:443 takes its connections"),
        Case(
            [
                "HTTP_LISTEN": "80,127.0.0.1:8443", "HTTPS_LISTEN": "443,8443",
                "TLS_CERTIFICATE_PATH": "/c",
            ], ["mistake HTTPS_LISTEN=[::]:8443"], "127.0.0.1:8443 takes its connections"),
        Case(
            ["HTTPS_LISTEN": "localhost,:443x", "TLS_CERTIFICATE_PATH": "/c"],
            ["mistake HTTPS_LISTEN=localhost", "mistake HTTPS_LISTEN=:443x"],
            "write 127.0.0.1:443 or [::1]:443"),
        Case(
            ["HTTPS_LISTEN": "443,127.0.0.1:443", "TLS_CERTIFICATE_PATH": "/c"],
            ["mistake HTTPS_LISTEN=127.0.0.1:443"], "leave out one of the two"),
        Case(
            ["HTTPS_LISTEN": "https://127.0.0.1", "TLS_CERTIFICATE_PATH": "/c"],
            ["mistake HTTPS_LISTEN=https://127.0.0.1"], "such as :443"),
        Case(
            ["TLS_MINIMUM_VERSION": "1.1", "TLS_CERTIFICATE_PATH": "/c"],
            ["mistake TLS_MINIMUM_VERSION=1.1"], "accepted: 1.2 or 1.3"),
        Case(
            ["TLS_MINIMUM_VERSION": "TLSv1.3"], ["warning TLS_MINIMUM_VERSION=TLSv1.3"],
            "without effect: there is no certificate"),
        Case(
            ["TLS_TICKET_KEYS_PATH": "/keys"], ["warning TLS_TICKET_KEYS_PATH=/keys"],
            "without effect"),
        Case(["HTTP2": "yes"], ["warning HTTP2=yes"], "without effect"),
        Case(
            ["TLS_SELF_SIGNED": "localhost", "TLS_CERTIFICATE_DIRECTORY": "/d"],
            ["mistake TLS_SELF_SIGNED=localhost"], "leave out one of the two"),
        Case(
            ["TLS_SELF_SIGNED": "localhost, ,a"], ["mistake TLS_SELF_SIGNED=localhost, ,a"],
            "an item of the list is empty"),
        Case(
            ["HTTPS_PROXY_PROTOCOL": "v2"], ["mistake HTTPS_PROXY_PROTOCOL=v2"],
            "accepted: off, optional or required"),
        Case(
            ["HTTPS_KEEP_ALIVE": "auto"], ["warning HTTPS_KEEP_ALIVE=auto"],
            "accepted: on or off"),
    ])
    func `what doesn't fit together is named`(example: Case) throws {
        let loaded = load(example.variables)
        #expect(loaded.summaries == example.summaries)
        let first = try #require(loaded.findings.first)
        #expect("\(first.reason); \(first.cure)".contains(example.words))
        #expect(loaded.hasMistakes == example.summaries[0].hasPrefix("mistake"))
    }

    @Test func `the plain listener may be off when TLS is served`() {
        let loaded = load(["HTTP_LISTEN": "off", "TLS_CERTIFICATE_PATH": "/c"])
        #expect(loaded.findings.isEmpty)
        #expect(loaded.listens.isEmpty)
        #expect(loaded.httpsListens == ["[::]:443"])
    }

    @Test func `the TLS listener may be off, with or without a certificate`() {
        for loaded in [
            load(["HTTPS_LISTEN": "off"]),
            load(["HTTPS_LISTEN": "off", "TLS_CERTIFICATE_PATH": "/c"]),
        ] {
            #expect(loaded.findings.isEmpty)
            #expect(loaded.listens == ["[::]:80"])
            #expect(loaded.httpsListens.isEmpty)
        }
    }

    @Test func `a passphrase without a key variable is for a key in another file`() {
        for name in ["TLS_CERTIFICATE_PATH", "TLS_CERTIFICATE_DIRECTORY"] {
            let loaded = load(["TLS_KEY_PASSPHRASE_PATH": "/p", name: "/x"])
            #expect(loaded.findings.isEmpty)
            #expect(loaded.configuration.tls?.passphrasePath == "/p")
        }
    }
}
