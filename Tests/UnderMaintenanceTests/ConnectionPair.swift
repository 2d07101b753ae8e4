// A connection with a client at the other end of its socket.

import Glibc
import HTTP
import Kernel
import Testing

@testable import UnderMaintenance

/// A connection of ours and the other end of its socket.
struct ConnectionPair: ~Copyable {
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
func answers(_ text: String) -> String {
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
