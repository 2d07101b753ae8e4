// One request as a line of the access log, in either form.

import HTTP
import Maintenance

enum AccessLogLine {
    /// Bytes of one text as it is written; the rest is cut. With it a line is shorter than what a
    /// pipe takes whole (4096), so the lines of several workers never mix.
    static let longestText = 1024
    /// The same for the method and the host.
    static let longestName = 256

    /// Appends one JSON object. Bytes that aren't ASCII are written as Latin-1 would have them:
    /// any request makes valid JSON.
    static func appendJSON(
        _ entry: AccessLogEntry, method: Span<UInt8>, target: Span<UInt8>, host: Span<UInt8>,
        userAgent: Span<UInt8>, to bytes: inout [UInt8]
    ) {
        bytes.append("{\"time\":\"")
        InternetTime.append(entry.time, to: &bytes)
        bytes.append("\",\"client\":\"")
        append(entry.client, unix: "unix", to: &bytes)
        bytes.append("\",\"listener\":\"")
        let listener = Array(entry.listener.utf8)
        append(listener.span, "\\u00", limit: longestName, to: &bytes)
        bytes.append("\",\"tls\":\"")
        bytes.append(entry.tlsVersion)
        bytes.append("\",\"sni\":\"")
        append(entry.serverName.span, "\\u00", limit: longestName, to: &bytes)
        bytes.append("\",\"method\":\"")
        append(method, "\\u00", limit: longestName, to: &bytes)
        bytes.append("\",\"target\":\"")
        append(target, "\\u00", limit: longestText, to: &bytes)
        bytes.append("\",\"protocol\":\"")
        bytes.append(entry.version)
        bytes.append("\",\"host\":\"")
        append(host, "\\u00", limit: longestName, to: &bytes)
        bytes.append("\",\"status\":")
        bytes.append(decimal: entry.status)
        bytes.append(",\"bytes\":")
        bytes.append(decimal: entry.bodyBytes)
        bytes.append(",\"format\":\"")
        bytes.append(entry.format)
        bytes.append("\",\"userAgent\":\"")
        append(userAgent, "\\u00", limit: longestText, to: &bytes)
        bytes.append("\",\"requestId\":\"")
        append(entry.requestID.span, "\\u00", limit: longestName, to: &bytes)
        bytes.append("\",\"traceparent\":\"")
        append(entry.traceParent.span, "\\u00", limit: longestName, to: &bytes)
        bytes.append("\"}\n")
    }

    /// Appends NCSA's Common Log Format: client, time, request line, status, bytes.
    static func appendCommon(
        _ entry: AccessLogEntry, method: Span<UInt8>, target: Span<UInt8>, to bytes: inout [UInt8]
    ) {
        append(entry.client, unix: "-", to: &bytes)
        bytes.append(" - - [")
        TimeText(entry.time).appendCommonLog(to: &bytes)
        bytes.append("] \"")
        if method.isEmpty {
            bytes.append("-")
        } else {
            append(method, "\\x", limit: longestName, to: &bytes)
            bytes.append(" ")
            append(target, "\\x", limit: longestText, to: &bytes)
            if entry.version.utf8CodeUnitCount > 0 { bytes.append(" ") }
            bytes.append(entry.version)
        }
        bytes.append("\" ")
        bytes.append(decimal: entry.status)
        bytes.append(" ")
        bytes.append(decimal: entry.bodyBytes)
        bytes.append("\n")
    }

    private static func append(
        _ client: LoggedClient, unix: StaticString, to bytes: inout [UInt8]
    ) {
        switch client {
        case .address(let address): address.write(into: &bytes)
        case .unix: bytes.append(unix)
        case .unknown: bytes.append("-")
        }
    }

    /// Appends what a peer sent; bytes that could end the text, the line or the encoding become
    /// `escape` and two hexadecimal digits.
    private static func append(
        _ text: Span<UInt8>, _ escape: StaticString, limit: Int, to bytes: inout [UInt8]
    ) {
        let end = bytes.count + limit
        for index in text.indices {
            let byte = text[index]
            if byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                guard bytes.count < end else { return }
                bytes.append(byte)
            } else {
                guard bytes.count + escape.utf8CodeUnitCount + 2 <= end else { return }
                bytes.append(escape)
                bytes.append(hexadecimal: byte)
            }
        }
    }
}

extension [UInt8] {
    /// Two upper-case digits.
    mutating func append(hexadecimal byte: UInt8) {
        append(Self.digit(byte >> 4))
        append(Self.digit(byte & 0x0F))
    }

    private static func digit(_ number: UInt8) -> UInt8 {
        number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "A") - 10 + number
    }
}

/// Whom a request is logged under.
enum LoggedClient {
    case address(IPAddress)
    /// A unix socket's.
    case unix
    /// The peer's address couldn't be had.
    case unknown
}

/// What is logged besides the texts of the request, which are only lent: a span can't be kept.
struct AccessLogEntry {
    /// Unix time of the answer.
    var time: Int
    var client: LoggedClient
    /// `HTTP/1.1`; empty when no request line was understood.
    var version: StaticString
    var status: Int
    /// Of the body that was sent.
    var bodyBytes: Int
    var listener = ""
    /// Empty without TLS.
    var tlsVersion: StaticString = ""
    var serverName: [UInt8] = []
    var format: StaticString = ""
    /// Tokens of at most `RequestID.longest` bytes.
    var requestID: [UInt8] = []
    var traceParent: [UInt8] = []
}

/// A moment as the Common Log Format writes it.
struct TimeText {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`: all parts are in it, each at its place.
    private var date = InlineArray<29, UInt8>(repeating: 0)

    init(_ unixTime: Int) { HTTPDate.write(unixTime, into: &date) }

    /// `06/Nov/1994:08:49:37 +0000`
    func appendCommonLog(to bytes: inout [UInt8]) {
        append(5..<7, to: &bytes)
        bytes.append(UInt8(ascii: "/"))
        append(8..<11, to: &bytes)
        bytes.append(UInt8(ascii: "/"))
        append(12..<16, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(17..<25, to: &bytes)
        bytes.append(" +0000")
    }

    @inline(never)
    private func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            bytes.append(date[index])
            index += 1
        }
    }
}
