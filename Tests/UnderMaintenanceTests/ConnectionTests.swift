// Connections over real sockets: what is sent, what is waited for, and when they end.

import Glibc
import HTTP
import Testing

@testable import UnderMaintenance

struct ConnectionTests {
    private let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a kept connection waits for its next request`() throws {
        var pair = try ConnectionPair()
        #expect(pair.advance() == "wait firstByte")
        pair.send(request)
        #expect(pair.advance() == "wait keptIdle anew")
        #expect(answers(pair.received()) == "503 keep-alive")
        pair.send(request + request)
        #expect(pair.advance() == "wait keptIdle anew")
        #expect(answers(pair.received()) == "503 keep-alive 503 keep-alive")
        pair.endSending()
        #expect(pair.advance() == "close")
        #expect(pair.received() == "")
    }

    @Test(arguments: [false, true])
    func `the last answer comes before the end`(_ isTCP: Bool) throws {
        var pair = try ConnectionPair(Service(.off), isTCP: isTCP)
        pair.send(request)
        #expect(pair.advance() == "close")
        #expect(answers(pair.received(untilEnd: true)) == "503 close end")
    }

    @Test func `auto keeps the connection of a trusted proxy only`() throws {
        let proxied = "GET / HTTP/1.1\r\nHost: a\r\nVia: b\r\n\r\n"
        for (trusted, outcome) in [("127.0.0.1", "wait keptIdle anew"), ("none", "close")] {
            var pair = try ConnectionPair(Service(.auto), ["TRUSTED_PROXIES": trusted])
            pair.send(proxied)
            #expect(pair.advance() == outcome)
        }
    }

    @Test func `a draining loop's answers are the last`() throws {
        var pair = try ConnectionPair()
        pair.send(request)
        #expect(pair.advance() == "wait keptIdle anew")
        pair.context.isDraining = true
        pair.send(request + request)
        #expect(pair.advance() == "close")
        #expect(
            answers(pair.received(untilEnd: true)) == "503 keep-alive 503 keep-alive 503 close end")
    }

    @Test func `a head that has begun is waited for as such, whatever comes`() throws {
        var pair = try ConnectionPair()
        pair.send("GET / HTTP/1.1\r\nHost: a")
        #expect(pair.advance() == "wait head")
        // Nothing has come: half a record of TLS looks like that.
        #expect(pair.advance() == "wait head")
        pair.send("\r\n")
        #expect(pair.advance() == "wait head")
        pair.send("\r\n" + request + "GET /3")
        #expect(pair.advance() == "wait head anew")
        #expect(pair.advance() == "wait head")
        #expect(answers(pair.received()) == "503 keep-alive 503 keep-alive")
    }

    @Test func `a PROXY header that has begun is waited for like a head`() throws {
        var pair = try ConnectionPair(Service(.on, proxyProtocol: .optional))
        pair.send("PROXY TCP4 192.0.2.1 ")
        #expect(pair.advance() == "wait head")
        #expect(pair.advance() == "wait head")
        pair.send("198.51.100.1 1234 80\r\n")
        #expect(pair.advance() == "wait firstByte")
        #expect(pair.connection.peer.address == ip("192.0.2.1"))
        pair.send(request)
        #expect(pair.advance() == "wait keptIdle anew")
    }

    @Test func `a header from who mustn't send one ends the connection in silence`() throws {
        var pair = try ConnectionPair(
            Service(.on, proxyProtocol: .optional), ["TRUSTED_PROXIES": "none"])
        pair.send("PROXY TCP4 192.0.2.1 198.51.100.1 1234 80\r\n" + request)
        #expect(pair.advance() == "close")
        #expect(pair.received() == "")
    }

    @Test func `the time of a head ends in 408, of a first byte in silence`() throws {
        var slow = try ConnectionPair(isTCP: true)
        slow.send("GET / HT")
        #expect(slow.advance() == "wait head")
        #expect(slow.expire(.head).hasPrefix("wait linger"))
        #expect(answers(slow.received(untilEnd: true)) == "408 close end")
        var silent = try ConnectionPair()
        #expect(silent.advance() == "wait firstByte")
        #expect(silent.expire(.firstByte) == "close")
        #expect(silent.received() == "")
        var idle = try ConnectionPair()
        idle.send(request)
        #expect(idle.advance() == "wait keptIdle anew")
        #expect(idle.expire(.keptIdle) == "close")
    }

    @Test func `an answer is held for a small body, and sent when that has come`() throws {
        var pair = try ConnectionPair()
        pair.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc")
        #expect(pair.advance() == "wait body")
        #expect(pair.received() == "")
        #expect(pair.advance() == "wait body")
        pair.send("de")
        #expect(pair.advance() == "wait keptIdle anew")
        #expect(answers(pair.received()) == "503 keep-alive")
    }

    @Test func `a held answer goes out when the body doesn't come, or will not`() throws {
        for ends in [false, true] {
            var pair = try ConnectionPair(isTCP: true)
            pair.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc")
            #expect(pair.advance() == "wait body")
            if ends {
                pair.endSending()
                #expect(pair.advance() == "close")
            } else {
                #expect(pair.expire(.body).hasPrefix("wait linger"))
            }
            #expect(answers(pair.received(untilEnd: true)) == "503 close end")
        }
    }

    @Test func `what still comes after the last answer is read to its end`() throws {
        var pair = try ConnectionPair(isTCP: true)
        pair.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc")
        #expect(pair.advance().hasPrefix("wait linger"))
        #expect(answers(pair.received(untilEnd: true)) == "503 close end")
        pair.send("defg")
        #expect(pair.advance() == "wait linger anew")
        pair.endSending()
        #expect(pair.advance() == "close")
    }

    @Test func `what is refused is logged as far as it was understood`() throws {
        for text in ["GET / HTTP/1.1\r\n\r\n", "\u{16}\r\n\r\n", "GET / HTTP/2.0\r\n\r\n"] {
            var pair = try ConnectionPair(isTCP: true, ["ACCESS_LOG": "json"])
            pair.send("X" + text)
            #expect(!pair.context.accessLog.isWaiting)
            #expect(pair.advance().hasPrefix("wait linger"))
            #expect(pair.context.accessLog.isWaiting)
        }
    }

    @Test func `a peer that doesn't take its answers isn't read until it does`() throws {
        var pair = try ConnectionPair(sendBuffer: 4096)
        let count = 300
        pair.send(String(repeating: request, count: count))
        var outcome = pair.advance()
        #expect(outcome == "wait write anew" && pair.connection.interest == .write)
        // Readable it is, and that is nobody's business now.
        #expect(pair.advance(.read) == "wait write")
        var text = ""
        for _ in 0..<10_000 where pair.connection.interest == .write {
            text += pair.received()
            outcome = pair.advance([.read, .write])
        }
        text += pair.received()
        #expect(outcome.hasPrefix("wait keptIdle") && pair.connection.interest == .read)
        let expected = Array(repeating: "503 keep-alive", count: count).joined(separator: " ")
        #expect(answers(text) == expected)
    }

    @Test func `a peer that goes while it is answered ends the connection`() throws {
        var pair = try ConnectionPair(sendBuffer: 4096)
        pair.send(String(repeating: request, count: 300))
        #expect(pair.advance() == "wait write anew")
        shutdown(pair.client.rawValue, CInt(SHUT_RDWR))
        #expect(pair.advance([.read, .write]) == "close")
    }

    @Test func `a ClientHello on a plain listener ends the connection`() throws {
        var pair = try ConnectionPair()
        pair.send("\u{16}\u{03}\u{01}")
        #expect(pair.advance() == "close")
        #expect(pair.received() == "")
    }
}
