// Connections that speak HTTP/2 over real sockets: what is waited for, and when they end.

import Glibc
import HTTP
import HTTP2
import Kernel
import Testing

@testable import UnderMaintenance

struct HTTP2ConnectionTests {
    private let opening = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Self.frame(4)
    /// No window of a stream is open.
    private let shut =
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Self.frame(4, payload: "\0\u{4}\0\0\0\0")
    private let ping = Self.frame(6, payload: "12345678")

    private static func frame(
        _ type: UInt8, flags: UInt8 = 0, stream: UInt8 = 0, payload: String = ""
    ) -> String {
        let octets: [UInt8] = [0, 0, UInt8(payload.utf8.count), type, flags, 0, 0, 0, stream]
        return octets.reduce(into: "") { $0.unicodeScalars.append(Unicode.Scalar($1)) } + payload
    }

    /// `GET http://a/` and END_STREAM.
    private func get(_ stream: UInt8) -> String {
        // Literals with names of the static table, so that no octet is above 0x7f.
        Self.frame(
            1, flags: 5, stream: stream,
            payload: "\u{2}\u{3}GET\u{6}\u{4}http\u{4}\u{1}/\u{1}\u{1}a")
    }

    /// The same with `Accept: text/html`.
    private func getPage(_ stream: UInt8) -> String {
        Self.frame(
            1, flags: 5, stream: stream,
            payload: "\u{2}\u{3}GET\u{6}\u{4}http\u{4}\u{1}/\u{1}\u{1}a\u{f}\u{4}\u{9}text/html")
    }

    @Test func `a PING begins no wait anew`() throws {
        var pair = try ConnectionPair()
        pair.send(opening)
        #expect(pair.advance() == "wait firstRequest")
        pair.send(ping)
        #expect(pair.advance() == "wait firstRequest")
        pair.send(get(1))
        #expect(pair.advance() == "wait keptIdle anew")
        pair.send(ping)
        #expect(pair.advance() == "wait keptIdle")
    }

    @Test func `neither a PING nor a request puts off the end of an answer nobody takes`() throws {
        var pair = try ConnectionPair()
        pair.send(shut + get(1))
        #expect(pair.advance() == "wait write")
        pair.send(ping + get(3))
        #expect(pair.advance() == "wait write")
    }

    @Test func `an answer of which too little leaves gets no more time`() throws {
        var pair = try ConnectionPair()
        pair.send(shut + get(1))
        #expect(pair.advance() == "wait write")
        // A WINDOW_UPDATE of an octet.
        pair.send(Self.frame(8, stream: 1, payload: "\0\0\0\u{1}"))
        #expect(pair.advance() == "wait write")
    }

    @Test(arguments: [false, true])
    func `what is asked of a slow reader is answered all the same`(_ endsSending: Bool) throws {
        var pair = try ConnectionPair(sendBuffer: 4096)
        pair.send(opening + (0..<60).map { getPage(UInt8(2 * $0 + 1)) }.joined())
        if endsSending { pair.endSending() }
        var outcome = pair.advance()
        #expect(outcome == "wait write")
        #expect(pair.connection.http2?.isStalled == true)
        var octets = 0
        var interest = pair.connection.interest
        while outcome != "close", interest.contains(.write) {
            octets += pair.received().utf8.count
            outcome = pair.advance(interest)
            interest = pair.connection.interest
        }
        octets += pair.received().utf8.count
        // All heads, and of the pages what the connection's window allows.
        #expect(octets > 65_535 + 60 * 100)
        if endsSending, outcome != "close" { outcome = pair.advance() }
        #expect(outcome.hasPrefix(endsSending ? "close" : "wait write"))
    }
}
