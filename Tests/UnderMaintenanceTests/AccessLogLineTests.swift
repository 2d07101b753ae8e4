// Lines of the access log, and what a hostile request can't do to them.

import Foundation
import HTTP
import Testing

@testable import UnderMaintenance

struct AccessLogLineTests {
    private let entry = AccessLogEntry(
        time: testTime, client: .address(ip("192.0.2.1")), version: "HTTP/1.1", status: 503,
        bodyBytes: 17)

    private func json(
        _ entry: AccessLogEntry, method: [UInt8] = Array("GET".utf8),
        target: [UInt8] = Array("/".utf8), host: [UInt8] = Array("example.com".utf8),
        userAgent: [UInt8] = Array("curl/8".utf8)
    ) -> String {
        var bytes: [UInt8] = []
        AccessLogLine.appendJSON(
            entry, method: method.span, target: target.span, host: host.span,
            userAgent: userAgent.span, to: &bytes)
        return String(bytes: bytes)
    }

    private func common(
        _ entry: AccessLogEntry, method: [UInt8] = Array("GET".utf8),
        target: [UInt8] = Array("/".utf8)
    ) -> String {
        var bytes: [UInt8] = []
        AccessLogLine.appendCommon(entry, method: method.span, target: target.span, to: &bytes)
        return String(bytes: bytes)
    }

    @Test func `a request is one JSON object on a line`() {
        let expected =
            #"{"time":"2026-11-22T09:54:50Z","client":"192.0.2.1","listener":"[::]:443","#
            + #""tls":"TLSv1.3","sni":"example.com","method":"GET","target":"/","#
            + #""protocol":"HTTP/1.1","host":"example.com","status":503,"bytes":17,"#
            + #""format":"html","userAgent":"curl/8","requestId":"a-1","traceparent":"00-ab-cd-01"}"#
            + "\n"
        var entry = entry
        entry.listener = "[::]:443"
        entry.tlsVersion = "TLSv1.3"
        entry.serverName = Array("example.com".utf8)
        entry.format = "html"
        entry.requestID = Array("a-1".utf8)
        entry.traceParent = Array("00-ab-cd-01".utf8)
        #expect(json(entry) == expected)
    }

    @Test func `a request is a line of the Common Log Format`() {
        #expect(
            common(entry)
                == #"192.0.2.1 - - [22/Nov/2026:09:54:50 +0000] "GET / HTTP/1.1" 503 17"# + "\n")
    }

    @Test func `a client on a unix socket has no address`() {
        var entry = entry
        entry.client = .unix
        #expect(json(entry).contains(#""client":"unix","#))
        #expect(common(entry).hasPrefix("- - - ["))
    }

    @Test func `a client whose address couldn't be had is a dash`() {
        var entry = entry
        entry.client = .unknown
        #expect(json(entry).contains(#""client":"-","#))
        #expect(common(entry).hasPrefix("- - - ["))
    }

    @Test func `a request line that wasn't understood is a dash, or empty`() {
        var entry = entry
        entry.version = ""
        entry.status = 400
        #expect(common(entry, method: [], target: []).hasSuffix("] \"-\" 400 17\n"))
        #expect(
            json(entry, method: [], target: []).contains(
                #""method":"","target":"","protocol":"","#))
    }

    @Test func `whatever bytes come, JSON stays one valid line that says them as Latin-1`() throws {
        let low = Array(UInt8(0x00)...0x7F)
        let high = Array(UInt8(0x80)...0xFF)
        let line = json(entry, method: high, target: low, host: high, userAgent: high)
        #expect(line.utf8.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || $0 == 0x0A) })
        #expect(line.utf8.firstIndex(of: 0x0A) == line.utf8.index(before: line.endIndex))
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["target"] as? String == latin1(low))
        #expect(object?["userAgent"] as? String == latin1(high))
        #expect(object?["method"] as? String == latin1(high.prefix(42)))
        #expect(object?.count == 15)
    }

    private func latin1(_ bytes: some Sequence<UInt8>) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    @Test func `quote, backslash, controls and other bytes are escaped in either form`() {
        let target: [UInt8] = [0x2F, 0x22, 0x5C, 0x0A, 0x7F, 0xE9]
        #expect(json(entry, target: target).contains(#""/\u0022\u005C\u000A\u007F\u00E9""#))
        #expect(common(entry, target: target).contains(#""GET /\x22\x5C\x0A\x7F\xE9 HTTP/1.1""#))
    }

    @Test func `whatever bytes come, the common form stays one line of ASCII`() {
        let line = common(entry, target: Array(UInt8.min...UInt8.max))
        #expect(line.utf8.allSatisfy { $0 < 0x7F && ($0 >= 0x20 || $0 == 0x0A) })
        #expect(line.utf8.firstIndex(of: 0x0A) == line.utf8.index(before: line.endIndex))
        #expect(line.count { $0 == "\"" } == 2)
    }

    @Test func `a long text is cut at 1024 bytes, a long name at 256, never within an escape`() {
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: 2000)
        let line = json(entry, method: long, target: long, host: long, userAgent: long)
        let texts = line.split(separator: "\"").filter { $0.hasPrefix("aaa") }.map(\.count)
        #expect(texts == [256, 1024, 256, 1024])
        let escaped = json(entry, target: [UInt8](repeating: 0, count: 2000))
        #expect(escaped.contains("\"" + String(repeating: #"\u0000"#, count: 170) + "\""))
    }

    @Test func `the longest line is one a pipe takes whole`() {
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: 70_000)
        var entry = entry
        entry.client = .address(ip("2001:db8:1111:2222:3333:4444:5555:6666"))
        entry.bodyBytes = .max
        entry.listener = "unix:/" + String(repeating: "a", count: 106)
        entry.serverName = long
        entry.requestID = [UInt8](long.prefix(128))
        entry.traceParent = [UInt8](long.prefix(128))
        let line = json(entry, method: long, target: long, host: long, userAgent: long)
        #expect(line.utf8.count <= 4096)
    }
}
