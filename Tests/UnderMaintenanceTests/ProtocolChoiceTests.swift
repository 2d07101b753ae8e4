// What is spoken, by first bytes, setting of the PROXY protocol and kind of listener.

import HTTP
import Testing

@testable import UnderMaintenance

/// First bytes, and what they decide on a plain and on a TLS listener.
struct ChoiceCase: CustomTestStringConvertible, Sendable {
    /// Of a listener where the PROXY protocol is off, optional, required.
    struct Decisions: Sendable {
        let off: String
        let optional: String
        let required: String

        init(_ off: String, _ optional: String, _ required: String) {
            (self.off, self.optional, self.required) = (off, optional, required)
        }

        subscript(_ mode: ProxyProtocolMode) -> String {
            switch mode {
            case .off: off
            case .optional: optional
            case .required: required
            }
        }
    }

    let words: String
    let bytes: [UInt8]
    let plain: Decisions
    let tls: Decisions

    init(_ words: String, _ bytes: [UInt8], plain: Decisions, tls: Decisions) {
        (self.words, self.bytes, self.plain, self.tls) = (words, bytes, plain, tls)
    }

    init(_ words: String, _ text: String, plain: Decisions, tls: Decisions) {
        self.init(words, Array(text.utf8), plain: plain, tls: tls)
    }

    var testDescription: String { words }
}

struct ProtocolChoiceTests {
    private static let signature: [UInt8] = Array("\r\n\r\n\0\r\nQUIT\n".utf8)
    private static let version2 =
        signature + [0x21, 0x11, 0, 12, 192, 0, 2, 1, 198, 51, 100, 1, 0x04, 0xD2, 0, 80]
    private static let local: [UInt8] = signature + [0x20, 0, 0, 0]
    private static let line = "PROXY TCP4 192.0.2.1 198.51.100.1 1234 80\r\n"
    private static let clientHello: [UInt8] = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3]

    private typealias Decisions = ChoiceCase.Decisions
    private static let http = Decisions("http1", "http1", "refused missing")
    private static let plainHTTP = Decisions("plainOnTLS", "plainOnTLS", "refused missing")
    private static let tls = Decisions("tls", "tls", "refused missing")

    /// What decides nothing where a PROXY header may come.
    private static func maybe(_ off: String) -> Decisions {
        Decisions(off, "undecided", "undecided")
    }

    /// Behind a header that was taken.
    private static func behind(
        _ header: String, _ decision: String, off: String
    ) -> Decisions {
        Decisions(off, "\(header); \(decision)", "\(header); \(decision)")
    }

    private static let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

    private static let both = "192.0.2.1:1234"

    static let cases: [ChoiceCase] = [
        ChoiceCase("nothing", "", plain: maybe("undecided"), tls: maybe("undecided")),
        ChoiceCase("a request", "GET / HTTP/1.1\r\n\r\n", plain: http, tls: plainHTTP),
        ChoiceCase("a letter", "G", plain: http, tls: plainHTTP),
        ChoiceCase("the first letter", "A", plain: http, tls: plainHTTP),
        ChoiceCase("the last letter", "Z", plain: http, tls: plainHTTP),
        ChoiceCase("a small letter", "get / HTTP/1.1", plain: http, tls: plainHTTP),
        ChoiceCase("the last small letter", "z", plain: http, tls: plainHTTP),
        ChoiceCase("before the letters", "@", plain: http, tls: tls),
        ChoiceCase("behind the letters", "[", plain: http, tls: tls),
        ChoiceCase("before the small letters", "`", plain: http, tls: tls),
        ChoiceCase("behind the small letters", "{", plain: http, tls: tls),
        ChoiceCase("a digit", "0", plain: http, tls: tls),
        ChoiceCase("a space", " GET / HTTP/1.1", plain: http, tls: tls),
        ChoiceCase("NUL", [0], plain: http, tls: tls),
        ChoiceCase("beyond ASCII", [0xFF], plain: http, tls: tls),
        ChoiceCase("SSLv2", [0x80, 0x2E, 1, 0, 2], plain: http, tls: tls),
        ChoiceCase("a TLS alert", [0x15, 3, 1, 0, 2, 2, 40], plain: http, tls: tls),
        ChoiceCase(
            "a ClientHello", clientHello,
            plain: Decisions("tlsOnPlain", "tlsOnPlain", "refused missing"), tls: tls),
        ChoiceCase(
            "its first byte", [0x16],
            plain: Decisions("tlsOnPlain", "tlsOnPlain", "refused missing"), tls: tls),
        ChoiceCase(
            "the HTTP/2 preface", preface, plain: Decisions("http2", "http2", "refused missing"),
            tls: plainHTTP),
        ChoiceCase(
            "most of it", String(preface.dropLast()),
            plain: Decisions("undecided", "undecided", "refused missing"), tls: plainHTTP),
        ChoiceCase("almost it", "PRI * HTTP/2.1", plain: http, tls: plainHTTP),
        ChoiceCase(
            "a line and the preface", line + preface, plain: behind(both, "http2", off: "http1"),
            tls: behind(both, "plainOnTLS", off: "plainOnTLS")),

        ChoiceCase("P", "P", plain: maybe("undecided"), tls: maybe("plainOnTLS")),
        ChoiceCase("POST", "POST / HTTP/1.1", plain: http, tls: plainHTTP),
        ChoiceCase("PRO", "PRO", plain: maybe("http1"), tls: maybe("plainOnTLS")),
        ChoiceCase("PROPFIND", "PROPFIND / HTTP/1.1", plain: http, tls: plainHTTP),
        ChoiceCase("PROXY", "PROXY", plain: maybe("http1"), tls: maybe("plainOnTLS")),
        ChoiceCase("a method like it", "PROXYING / HTTP/1.1", plain: http, tls: plainHTTP),
        ChoiceCase("a small proxy", "proxy TCP4 ", plain: http, tls: plainHTTP),
        ChoiceCase("CR", "\r", plain: maybe("http1"), tls: maybe("tls")),
        ChoiceCase("an empty line", "\r\n", plain: maybe("http1"), tls: maybe("tls")),
        ChoiceCase("two empty lines", "\r\n\r\n", plain: maybe("http1"), tls: maybe("tls")),
        ChoiceCase("a request behind one", "\r\nGET / HTTP/1.1\r\n", plain: http, tls: tls),
        ChoiceCase("a request behind two", "\r\n\r\nGET / HTTP/1.1\r\n", plain: http, tls: tls),
        ChoiceCase("five empty lines", "\r\n\r\n\r\n\r\n\r\n", plain: http, tls: tls),

        ChoiceCase(
            "half a line", "PROXY TCP4 192.", plain: maybe("http1"), tls: maybe("plainOnTLS")),
        ChoiceCase(
            "a line", line, plain: behind(both, "undecided", off: "http1"),
            tls: behind(both, "undecided", off: "plainOnTLS")),
        ChoiceCase(
            "a line and a request", line + "GET / HTTP/1.1\r\n\r\n",
            plain: behind(both, "http1", off: "http1"),
            tls: behind(both, "plainOnTLS", off: "plainOnTLS")),
        ChoiceCase(
            "a line and a ClientHello", Array(line.utf8) + clientHello,
            plain: behind(both, "tlsOnPlain", off: "http1"),
            tls: behind(both, "tls", off: "plainOnTLS")),
        ChoiceCase(
            "a second line is none", line + line,
            plain: behind(both, "http1", off: "http1"),
            tls: behind(both, "plainOnTLS", off: "plainOnTLS")),
        ChoiceCase(
            "a line and a block", Array(line.utf8) + version2,
            plain: behind(both, "http1", off: "http1"),
            tls: behind(both, "tls", off: "plainOnTLS")),
        ChoiceCase(
            "a line of nobody", "PROXY UNKNOWN\r\nGET / HTTP/1.1",
            plain: behind("unknown", "http1", off: "http1"),
            tls: behind("unknown", "plainOnTLS", off: "plainOnTLS")),
        ChoiceCase(
            "a malformed line", "PROXY TCP5 192.0.2.1 198.51.100.1 1234 80\r\n",
            plain: Decisions("http1", "refused malformed", "refused malformed"),
            tls: Decisions("plainOnTLS", "refused malformed", "refused malformed")),
        ChoiceCase(
            "half a signature", Array(signature[..<7]), plain: maybe("http1"), tls: maybe("tls")),
        ChoiceCase("a signature", signature, plain: maybe("http1"), tls: maybe("tls")),
        ChoiceCase(
            "a block", version2, plain: behind(both, "undecided", off: "http1"),
            tls: behind(both, "undecided", off: "tls")),
        ChoiceCase(
            "a block and a request", version2 + Array("GET / HTTP/1.1".utf8),
            plain: behind(both, "http1", off: "http1"), tls: behind(both, "plainOnTLS", off: "tls")),
        ChoiceCase(
            "a block and a ClientHello", version2 + clientHello,
            plain: behind(both, "tlsOnPlain", off: "http1"), tls: behind(both, "tls", off: "tls")),
        ChoiceCase(
            "the proxy's own", local + Array("GET / HTTP/1.1".utf8),
            plain: behind("local", "http1", off: "http1"),
            tls: behind("local", "plainOnTLS", off: "tls")),
        ChoiceCase(
            "a block of another version", signature + [0x31, 0x11, 0, 0],
            plain: Decisions("http1", "refused malformed", "refused malformed"),
            tls: Decisions("tls", "refused malformed", "refused malformed")),
    ]

    @Test(arguments: cases)
    func `first bytes decide, at every split, and are given back`(_ testCase: ChoiceCase) {
        for mode in [ProxyProtocolMode.off, .optional, .required] {
            for speaksTLS in [false, true] {
                let expected = (speaksTLS ? testCase.tls : testCase.plain)[mode]
                let bytes = testCase.bytes
                func check(_ ends: [Int]) {
                    let (text, rest) = Self.run(bytes, ends, mode, speaksTLS)
                    #expect(text == expected, "\(mode), TLS \(speaksTLS), cut at \(ends)")
                    let header = bytes.count - rest.count
                    #expect(rest == Array(bytes[header...]))
                    #expect(text.contains(";") == (header > 0))
                }
                check([bytes.count])
                check(Array(0...bytes.count))
                for cut in bytes.indices { check([cut, bytes.count]) }
            }
        }
    }

    /// Does what `Connection` does: hands in again what decides nothing yet, with more behind it.
    /// - Returns: the decisions, and the bytes for those who speak what was chosen.
    private static func run(
        _ bytes: [UInt8], _ ends: [Int], _ mode: ProxyProtocolMode, _ speaksTLS: Bool
    ) -> (text: String, rest: [UInt8]) {
        var choice = ProtocolChoice(proxyProtocol: mode, speaksTLS: speaksTLS)
        var words: [String] = []
        var start = 0
        var index = 0
        while index < ends.count {
            let unread = Array(bytes[start..<ends[index]])
            let word: String
            switch choice.next(unread.span) {
            case .undecided:
                index += 1
                if index < ends.count { continue }
                word = "undecided"
            case .proxied(let header):
                words.append(Self.text(header.source))
                start += header.byteCount
                continue
            case .refused(let reason): word = "refused \(reason)"
            case .http1: word = "http1"
            case .http2: word = "http2"
            case .plainOnTLS: word = "plainOnTLS"
            case .tls: word = "tls"
            case .tlsOnPlain: word = "tlsOnPlain"
            }
            words.append(word)
            break
        }
        return (words.joined(separator: "; "), Array(bytes[start...]))
    }

    private static func text(_ source: ProxyHeader.Source) -> String {
        switch source {
        case .local: return "local"
        case .unknown: return "unknown"
        case .address(let address, let port):
            var text: [UInt8] = []
            address.write(into: &text)
            return String(bytes: text) + ":\(port)"
        }
    }
}
