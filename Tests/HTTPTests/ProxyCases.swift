// PROXY headers and their verdicts.

@testable import HTTP

extension ProxyCase {
    private static let ipv4 = ProxyHeader.Source.address(IPAddress(ipv4: 0xc000_0201), port: 4660)
    private static let ipv6 = ProxyHeader.Source.address(
        IPAddress(high: 0x2001_0db8_0000_0000, low: 1), port: 4660)

    static let lines: [ProxyCase] = [
        line("TCP4 192.0.2.1 198.51.100.2 4660 80", .source(ipv4, byteCount: 43), "IPv4"),
        line("TCP6 2001:db8::1 ::1 4660 443", .source(ipv6, byteCount: 37), "IPv6"),
        line("TCP6 ::ffff:192.0.2.1 ::1 4660 0", .source(ipv4, byteCount: 40), "mapped"),
        line("UNKNOWN", .source(.unknown, byteCount: 15), "unknown"),
        line("UNKNOWN a b c d \u{00}", .source(.unknown, byteCount: 25), "unknown and more"),
        line(
            "UNKNOWN " + String(repeating: "x", count: 91), .source(.unknown, byteCount: 107),
            "the longest line"),
        line("UNKNOWN " + String(repeating: "x", count: 92), .refused(.lineTooLong), "108 bytes"),
        line("UNKNOWNS", .refused(.unsupportedFamily), "a longer word"),
        line("TCP5 192.0.2.1 192.0.2.2 1 2", .refused(.unsupportedFamily), "no such family"),
        line("tcp4 192.0.2.1 192.0.2.2 1 2", .refused(.unsupportedFamily), "families have case"),
        line("UDP4 192.0.2.1 192.0.2.2 1 2", .refused(.unsupportedFamily), "UDP is no v1"),
        line("", .refused(.unsupportedFamily), "no family"),
        line(" TCP4 192.0.2.1 192.0.2.2 1 2", .refused(.unsupportedFamily), "two spaces"),
        line("TCP4 ::1 ::1 1 2", .refused(.invalidAddress), "IPv6 as IPv4"),
        line("TCP6 192.0.2.1 192.0.2.2 1 2", .refused(.invalidAddress), "IPv4 as IPv6"),
        line("TCP4 192.0.2.01 192.0.2.2 1 2", .refused(.invalidAddress), "a leading zero"),
        line("TCP4 192.0.2.1 192.0.2.256 1 2", .refused(.invalidAddress), "bad destination"),
        line("TCP4  192.0.2.1 192.0.2.2 1 2", .refused(.invalidAddress), "two spaces"),
        line("TCP4 192.0.2.1\t192.0.2.2 1 2", .refused(.invalidAddress), "a tab"),
        line("TCP4", .refused(.invalidAddress), "no addresses"),
        line("TCP4 192.0.2.1 192.0.2.2 65536 2", .refused(.invalidPort), "port 2^16"),
        line("TCP4 192.0.2.1 192.0.2.2 1 99999", .refused(.invalidPort), "bad destination port"),
        line("TCP4 192.0.2.1 192.0.2.2 01 2", .refused(.invalidPort), "a leading zero"),
        line("TCP4 192.0.2.1 192.0.2.2 +1 2", .refused(.invalidPort), "a sign"),
        line("TCP4 192.0.2.1 192.0.2.2 1", .refused(.invalidPort), "one port"),
        line("TCP4 192.0.2.1 192.0.2.2 1  2", .refused(.invalidPort), "two spaces"),
        line("TCP4 192.0.2.1 192.0.2.2 1 2 ", .refused(.malformedLine), "a space after"),
        line("TCP4 192.0.2.1 192.0.2.2 1 2 3", .refused(.malformedLine), "a word more"),
        ProxyCase("PROXY UNKNOWN\n", .refused(.malformedLine), "a bare LF"),
        ProxyCase("PROXY UNKNOWN\rX", .refused(.malformedLine), "a bare CR"),
        ProxyCase("PROXY\tTCP4", .refused(.missing), "a tab"),
        ProxyCase("PROXY TCP4 192.0.2.1 ", .incomplete, "not all there"),
        ProxyCase("PROXY UNKNOWN\r", .incomplete, "half a line end"),
        ProxyCase("POST / HTTP/1.1\r\n", .refused(.missing), "a request"),
        ProxyCase("GET / HTTP/1.1\r\n", .refused(.missing), "a request"),
        ProxyCase("\u{16}\u{03}\u{01}", .refused(.missing), "a ClientHello"),
        ProxyCase("", .incomplete, "nothing"),
    ]

    static let blocks: [ProxyCase] = [
        block("\u{21}\u{11}", addresses4, .source(ipv4, byteCount: 28), "TCP over IPv4"),
        block("\u{21}\u{12}", addresses4, .source(ipv4, byteCount: 28), "UDP over IPv4"),
        block("\u{21}\u{21}", addresses6, .source(ipv6, byteCount: 52), "TCP over IPv6"),
        block(
            "\u{21}\u{11}", addresses4 + "\u{03}\u{00}\u{04}abcd",
            .source(ipv4, byteCount: 35), "TLVs are skipped"),
        block(
            "\u{21}\u{11}", addresses4 + filling(4068), .source(ipv4, byteCount: 4096),
            "the longest"),
        block(
            "\u{21}\u{11}", addresses4 + filling(4069), .refused(.headerTooLong),
            "one byte more"),
        block(
            "\u{21}\u{31}", filling(216), .source(.unknown, byteCount: 232), "a unix socket"),
        block("\u{21}\u{00}", "", .source(.unknown, byteCount: 16), "unspecified"),
        block("\u{21}\u{00}", "abc", .source(.unknown, byteCount: 19), "unspecified and more"),
        block("\u{21}\u{10}", addresses4, .source(.unknown, byteCount: 28), "no protocol"),
        block("\u{20}\u{00}", "", .source(.local, byteCount: 16), "LOCAL"),
        block("\u{20}\u{11}", addresses4, .source(.local, byteCount: 28), "LOCAL, addresses"),
        block("\u{20}\u{21}", "abc", .source(.local, byteCount: 19), "LOCAL, too short for IPv6"),
        block("\u{11}\u{11}", addresses4, .refused(.unsupportedVersion), "version 1"),
        block("\u{31}\u{11}", addresses4, .refused(.unsupportedVersion), "version 3"),
        block("\u{22}\u{11}", addresses4, .refused(.unsupportedCommand), "command 2"),
        block("\u{2f}\u{11}", addresses4, .refused(.unsupportedCommand), "command 15"),
        block("\u{21}\u{41}", addresses4, .refused(.unsupportedFamily), "family 4"),
        block("\u{21}\u{13}", addresses4, .refused(.unsupportedFamily), "protocol 3"),
        block("\u{21}\u{11}", filling(11), .refused(.headerTooShort), "11 bytes for IPv4"),
        block("\u{21}\u{21}", filling(35), .refused(.headerTooShort), "35 bytes for IPv6"),
        block("\u{21}\u{31}", filling(215), .refused(.headerTooShort), "215 bytes for unix"),
        ProxyCase(signature, .incomplete, "a signature"),
        ProxyCase(signature + "\u{21}\u{11}\u{00}\u{0c}abc", .incomplete, "half the addresses"),
        ProxyCase("\r\n\r\n\u{00}\r\nQUIT\r", .refused(.missing), "a broken signature"),
        ProxyCase("\r\n\r\nGET / HTTP/1.1", .refused(.missing), "empty lines and a request"),
    ]

    private static let signature = "\r\n\r\n\u{00}\r\nQUIT\n"

    /// 192.0.2.1:4660 and 198.51.100.2:80.
    private static let addresses4 =
        "\u{c0}\u{00}\u{02}\u{01}\u{c6}\u{33}\u{64}\u{02}\u{12}\u{34}\u{00}\u{50}"

    /// [2001:db8::1]:4660 and [::]:443.
    private static let addresses6 =
        "\u{20}\u{01}\u{0d}\u{b8}" + filling(11) + "\u{01}" + filling(16)
        + "\u{12}\u{34}\u{01}\u{bb}"

    private static func filling(_ count: Int) -> String {
        String(repeating: "\u{00}", count: count)
    }

    private static func line(_ line: String, _ verdict: Verdict, _ words: String) -> ProxyCase {
        ProxyCase("PROXY \(line)\r\n", verdict, words)
    }

    /// Version and command, family and protocol; the length is that of the rest.
    private static func block(
        _ kind: String, _ rest: String, _ verdict: Verdict, _ words: String
    ) -> ProxyCase {
        let count = latin1(rest).count
        var text = signature + kind
        text.unicodeScalars.append(Unicode.Scalar(UInt8(count >> 8)))
        text.unicodeScalars.append(Unicode.Scalar(UInt8(count & 255)))
        return ProxyCase(text + rest, verdict, words)
    }
}
