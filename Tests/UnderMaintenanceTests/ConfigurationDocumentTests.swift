// docs/configuration.md, written from the table of variables: nothing of it is shipped.

import Foundation
import Testing

@testable import UnderMaintenance

/// `make variables` writes it.
struct ConfigurationDocumentTests {
    private static let begin = "<!-- variables: written by `make variables` -->\n"
    private static let end = "<!-- end of variables -->"
    private static let path = URL(filePath: #filePath).appending(
        path: "../../../docs/configuration.md"
    ).standardized

    static let variables = Variable.allCases

    private var table: String {
        var lines = [
            "| variable | what may be written | example | a mistake |", "|---|---|---|---|",
        ]
        for variable in Self.variables {
            let row = variable.row
            let standard = row.standard.isEmpty ? "" : "; default: \(row.standard)"
            let cells = [
                "`\(row.name)`", row.form.described + standard, "`\(variable.example)`",
                variable.effectOfMistake,
            ].map { $0.replacing("|", with: "\\|") }
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test func `the document says what the table does`() throws {
        let text = try String(contentsOf: Self.path, encoding: .utf8)
        let begin = try #require(text.range(of: Self.begin))
        let end = try #require(text.range(of: Self.end))
        let written = text.replacingCharacters(in: begin.upperBound..<end.lowerBound, with: table)
        if ProcessInfo.processInfo.environment["WRITE_DOCUMENTS"] != nil {
            try written.write(to: Self.path, atomically: true, encoding: .utf8)
        } else {
            #expect(text == written, "make variables writes it")
        }
    }

    @Test(arguments: variables) func `an example is taken`(variable: Variable) {
        // Those of TLS mean something with a certificate alone.
        let certificate = variable == .tlsSelfSigned ? "OTHER" : "TLS_CERTIFICATE_DIRECTORY"
        let loaded = load([variable.name: variable.example, certificate: "/certificates"])
        let findings = loaded.findings.filter { $0.subject == variable }
        #expect(findings.isEmpty)
        #expect(!variable.example.isEmpty && !variable.row.form.described.isEmpty)
    }
}

extension Variable.Form {
    /// What may be written.
    var described: String {
        switch self {
        case .number: "a whole number, " + accepted
        case .choice(let words):
            words.contains { $0.equals("on") || $0.equals("off") }
                ? accepted
                    + "; true, yes and 1 are on, false, no, none and 0 off, where it has them"
                : accepted
        case .text(let longest): "a text in UTF-8 of at most " + String(longest) + " bytes"
        case .link(let longest):
            "an http, https, mailto or tel URL of at most " + String(longest) + " bytes"
        case .time: "a time of RFC 3339 with its zone; the seconds may be left out"
        case .retryAfter: accepted
        case .color: accepted
        case .path: "a path, which needn't be UTF-8"
        case .addresses: "a list with commas of " + accepted
        case .networks: "a list with commas of " + accepted
        case .names: "a list with commas of " + accepted
        case .origins:
            accepted + ", with commas; off and on are also what YAML makes of them"
        case .size: "bytes, " + accepted + "; K, M and G are powers of 1,024, as are Mi and MB"
        }
    }
}

extension Variable {
    var example: String {
        switch self {
        case .statusCode: "200"
        case .retryAfter: "Mon, 22 Nov 2049 17:00:00 GMT"
        case .customFilePath: "/pages/maintenance.html"
        case .title: "We are moving"
        case .message: "Back at noon. Your data is safe."
        case .link: "https://status.example.com/"
        case .until: "2049-11-22T18:00+01:00"
        case .retryJitter: "60"
        case .refresh: "10"
        case .announcementPath: "/announcement/announcement.conf"
        case .brand: "Example & Sons"
        case .logoPath: "/announcement/logo.svg"
        case .accentColor: "#0a7d55"
        case .pagesDirectory: "/pages"
        case .cors: "*,https://app.example.com"
        case .acmeDirectory: "/var/www/acme"
        case .httpListen: "127.0.0.1:8080,[::1]:8080,unix:/run/maintenance.sock"
        case .port: "8080"
        case .httpsListen: "8443"
        case .tlsCertificatePath: "/tls/tls.crt"
        case .tlsKeyPath: "/tls/tls.key"
        case .tlsKeyPassphrasePath: "/run/secrets/passphrase"
        case .tlsCertificateDirectory: "/etc/letsencrypt/live"
        case .tlsSelfSigned: "localhost,*.example.test,127.0.0.1"
        case .tlsMinimumVersion: "1.3"
        case .tlsTicketKeysPath: "/run/secrets/tickets"
        case .httpProxyProtocol, .httpsProxyProtocol: "required"
        case .trustedProxies: "10.0.0.0/8,192.0.2.7"
        case .httpKeepAlive: "off"
        case .httpsKeepAlive, .http2: "on"
        case .accessLog: "json"
        case .workers: "2"
        case .memory: "64M"
        case .maxConnections: "10000"
        case .reloadSeconds: "60"
        case .shutdownSeconds: "25"
        case .accessLogQuery: "on"
        case .confinement: "off"
        case .adminListen: "127.0.0.1:9180"
        }
    }

    var effectOfMistake: String {
        let row = row
        if self == .port { return "stops the start; beside HTTP_LISTEN, which counts, a warning" }
        if row.marks.contains(.stops) { return "stops the start" }
        if self == .cors { return "a warning; the item is left out, and gives nobody leave" }
        if self == .brand { return "a warning; none" }
        if self == .announcementPath { return "a warning; the environment's texts" }
        if self == .logoPath { return "a warning; none" }
        if case .path = row.form { return "a warning; until it is mended, the next best answer" }
        if case .text = row.form { return "a warning; the page's own words" }
        return row.standard.equals("on")
            ? "a warning; off" : "a warning; the default"
    }
}
