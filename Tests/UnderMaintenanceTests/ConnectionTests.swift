// Connections over real sockets: what is sent, what is waited for, and when they end.

import Glibc
import HTTP
import Kernel
import Testing

@testable import UnderMaintenance

/// A connection of ours and the other end of its socket.
private struct Pair: ~Copyable {
    var connection: Connection
    let client: FileDescriptor
    let context: LoopContext

    /// - Parameters:
    ///   - isTCP: over loopback, not a pair of unix sockets.
    ///   - sendBuffer: bytes that the kernel takes of ours, about.
    init(
        _ service: Service = Service(.on), isTCP: Bool = false, sendBuffer: CInt? = nil,
        _ variables: KeyValuePairs<String, String> = [:]
    ) throws {
        context = loopContext([service], variables)
        let ends = try isTCP ? Self.overLoopback() : Self.unix()
        client = FileDescriptor(owning: ends.client)
        let server = FileDescriptor(owning: ends.server)
        if var size = sendBuffer {
            setsockopt(
                ends.server, SOL_SOCKET, SO_SNDBUF, &size,
                socklen_t(MemoryLayout.size(ofValue: size)))
        }
        connection = Connection(
            owning: server, from: Peer(ip("127.0.0.1"), isLocal: false, in: context), of: service,
            at: 0)
    }

    private static func unix() throws -> (server: CInt, client: CInt) {
        var ends: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue)
        try #require(socketpair(AF_UNIX, type, 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    private static func overLoopback() throws -> (server: CInt, client: CInt) {
        let listener = FileDescriptor(owning: socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let client = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        let isConnected = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener.rawValue, address, size) == 0 && listen(listener.rawValue, 1) == 0
                    && getsockname(listener.rawValue, address, &size) == 0
                    && connect(client, address, size) == 0
            }
        }
        try #require(isConnected)
        let server = accept(listener.rawValue, nil, nil)
        for end in [server, client] { try #require(fcntl(end, F_SETFL, O_NONBLOCK) == 0) }
        return (server, client)
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(write(client.rawValue, bytes, bytes.count) == bytes.count)
        Self.awaitReadable(connection.transport.descriptor)
    }

    func endSending() {
        shutdown(client.rawValue, CInt(SHUT_WR))
        Self.awaitReadable(connection.transport.descriptor)
    }

    /// All that has come; `end` behind it where our side has ended.
    /// - Parameter untilEnd: that it will end is known, and may be on its way.
    func received(untilEnd: Bool = false) -> String {
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(client.rawValue, &chunk, chunk.count)
            if count == 0 { return String(bytes: text) + "end" }
            if count < 0, !untilEnd || !Self.awaitReadable(client) { return String(bytes: text) }
            text += chunk[..<max(0, count)]
        }
    }

    /// Loopback may take a moment.
    @discardableResult
    private static func awaitReadable(_ descriptor: borrowing FileDescriptor) -> Bool {
        var poll = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 10_000) == 1
    }

    /// What the event loop is told: `close`, or `wait head` and the like, with `anew` behind it if
    /// the waiting begins now.
    mutating func advance(_ ready: Epoll.Interest = .read) -> String {
        Self.text(connection.advance(ready, in: context))
    }

    mutating func expire(_ kind: Deadlines.Kind) -> String {
        Self.text(connection.expire(kind, in: context))
    }

    private static func text(_ outcome: Connection.Outcome) -> String {
        switch outcome {
        case .close: "close"
        case .wait(let kind, let restartsTimer): "wait \(kind)" + (restartsTimer ? " anew" : "")
        }
    }
}

/// The status of each answer in what came, and what `Connection` says in the last.
private func answers(_ text: String) -> String {
    var words: [String] = []
    for line in text.split(separator: "\r\n") {
        // A body without a line end stands before the next status line.
        if let status = line.range(of: "HTTP/1.1 ") {
            words.append(String(line[status.upperBound...].prefix(3)))
        }
        if line.hasPrefix("Connection: ") { words.append(String(line.dropFirst(12))) }
    }
    if text.hasSuffix("end") { words.append("end") }
    return words.joined(separator: " ")
}

struct ConnectionTests {
    private let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a kept connection waits for its next request`() throws {
        var pair = try Pair()
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
        var pair = try Pair(Service(.off), isTCP: isTCP)
        pair.send(request)
        #expect(pair.advance() == "close")
        #expect(answers(pair.received(untilEnd: true)) == "503 close end")
    }

    @Test func `auto keeps the connection of a trusted proxy only`() throws {
        let proxied = "GET / HTTP/1.1\r\nHost: a\r\nVia: b\r\n\r\n"
        for (trusted, outcome) in [("127.0.0.1", "wait keptIdle anew"), ("none", "close")] {
            var pair = try Pair(Service(.auto), ["TRUSTED_PROXIES": trusted])
            pair.send(proxied)
            #expect(pair.advance() == outcome)
        }
    }

    @Test func `a draining loop's answers are the last`() throws {
        var pair = try Pair()
        pair.send(request)
        #expect(pair.advance() == "wait keptIdle anew")
        pair.context.isDraining = true
        pair.send(request + request)
        #expect(pair.advance() == "close")
        #expect(
            answers(pair.received(untilEnd: true)) == "503 keep-alive 503 keep-alive 503 close end")
    }

    @Test func `a head that has begun is waited for as such, whatever comes`() throws {
        var pair = try Pair()
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
        var pair = try Pair(Service(.on, proxyProtocol: .optional))
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
        var pair = try Pair(Service(.on, proxyProtocol: .optional), ["TRUSTED_PROXIES": "none"])
        pair.send("PROXY TCP4 192.0.2.1 198.51.100.1 1234 80\r\n" + request)
        #expect(pair.advance() == "close")
        #expect(pair.received() == "")
    }

    @Test func `the time of a head ends in 408, of a first byte in silence`() throws {
        var slow = try Pair(isTCP: true)
        slow.send("GET / HT")
        #expect(slow.advance() == "wait head")
        #expect(slow.expire(.head).hasPrefix("wait linger"))
        #expect(answers(slow.received(untilEnd: true)) == "408 close end")
        var silent = try Pair()
        #expect(silent.advance() == "wait firstByte")
        #expect(silent.expire(.firstByte) == "close")
        #expect(silent.received() == "")
        var idle = try Pair()
        idle.send(request)
        #expect(idle.advance() == "wait keptIdle anew")
        #expect(idle.expire(.keptIdle) == "close")
    }

    @Test func `an answer is held for a small body, and sent when that has come`() throws {
        var pair = try Pair()
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
            var pair = try Pair(isTCP: true)
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
        var pair = try Pair(isTCP: true)
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
            var pair = try Pair(isTCP: true, ["ACCESS_LOG": "json"])
            pair.send("X" + text)
            #expect(!pair.context.accessLog.isWaiting)
            #expect(pair.advance().hasPrefix("wait linger"))
            #expect(pair.context.accessLog.isWaiting)
        }
    }

    @Test func `a peer that doesn't take its answers isn't read until it does`() throws {
        var pair = try Pair(sendBuffer: 4096)
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
        var pair = try Pair(sendBuffer: 4096)
        pair.send(String(repeating: request, count: 300))
        #expect(pair.advance() == "wait write anew")
        shutdown(pair.client.rawValue, CInt(SHUT_RDWR))
        #expect(pair.advance([.read, .write]) == "close")
    }

    @Test func `a ClientHello on a plain listener ends the connection`() throws {
        var pair = try Pair()
        pair.send("\u{16}\u{03}\u{01}")
        #expect(pair.advance() == "close")
        #expect(pair.received() == "")
    }
}
