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

    /// The head of a POST whose body of five octets comes next.
    private func post(_ stream: UInt8) -> String {
        Self.frame(
            1, flags: 4, stream: stream,
            payload: "\u{2}\u{4}POST\u{6}\u{4}http\u{4}\u{1}/\u{1}\u{1}a\u{f}\u{d}\u{1}5")
    }

    @Test func `an answer is held for a small body, and sent when that has come`() throws {
        var pair = try ConnectionPair()
        pair.send(opening + post(1) + Self.frame(0, stream: 1, payload: "abc"))
        #expect(pair.advance() == "wait body")
        #expect(!pair.received().contains("Under maintenance"))
        // Others needn't wait.
        pair.send(get(3))
        #expect(pair.advance() == "wait body")
        #expect(pair.received().contains("Under maintenance"))
        pair.send(Self.frame(0, flags: 1, stream: 1, payload: "de"))
        #expect(pair.advance() == "wait keptIdle anew")
        #expect(pair.received().contains("Under maintenance"))
        #expect(pair.connection.held.isEmpty)
    }

    @Test func `held answers go out when the bodies don't come, or will not`() throws {
        for ends in [false, true] {
            var pair = try ConnectionPair()
            pair.send(opening + post(1) + post(3) + Self.frame(0, stream: 3, payload: "a"))
            #expect(pair.advance() == "wait body")
            if ends {
                pair.endSending()
                #expect(pair.advance() == "close")
            } else {
                usleep(1_050_000)
                pair.context.readClocks()
                #expect(pair.expire(.body) == "wait upload")
            }
            let pieces = pair.received().components(separatedBy: "Under maintenance")
            #expect(pieces.count == 3)
            #expect(pair.connection.held.isEmpty)
        }
    }

    @Test func `answers to requests that are reset are not kept`() throws {
        var pair = try ConnectionPair()
        pair.send(opening)
        for stream in stride(from: UInt8(1), to: 99, by: 2) {
            pair.send(post(stream) + Self.frame(3, stream: stream, payload: "\0\0\0\u{8}"))
            _ = pair.advance()
            #expect(pair.connection.held.count == 1)
        }
        #expect(!pair.received().contains("Under maintenance"))
    }

    @Test func `the end of a TLS record leaves, though no frame follows it`() throws {
        var pair = try ConnectionPair()
        pair.send(opening + get(1))
        #expect(pair.advance() == "wait keptIdle anew")
        _ = pair.received()
        pair.connection.transport.unsent = Array("the end".utf8)
        #expect(pair.connection.interest.contains(.write))
        #expect(pair.advance(.write).hasPrefix("wait keptIdle"))
        #expect(pair.received() == "the end")
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
        pair.send(opening + (UInt8(0)..<60).map { getPage(2 * $0 + 1) }.joined())
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
