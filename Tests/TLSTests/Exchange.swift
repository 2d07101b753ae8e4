// A client and a connection that talk to each other in memory.

import COpenSSL
import Foundation
import TLS
import Testing

struct Exchange {
    let client: Client
    let connection: Connection
    let bio: MemoryBIO
    /// Plaintext the connection received.
    private(set) var received: [UInt8] = []
    private(set) var lastProgress: Connection.Progress?

    init(_ client: Client, _ store: CertificateStore, bio: MemoryBIO = MemoryBIO()) throws {
        self.client = client
        self.bio = bio
        connection = try Connection(store: store, bio: bio)
    }

    /// Gives the connection ciphertext in pieces and the client what comes back.
    /// - Parameters:
    ///   - piece: how long the next piece may be.
    ///   - room: for plaintext, at each call.
    mutating func feed(
        _ ciphertext: [UInt8], piece: () -> Int = { 16 * 1024 }, room: Int = 64 * 1024
    ) throws(TLSError) {
        var plaintext = [UInt8](repeating: 0, count: room)
        var rest = ciphertext[...]
        while !rest.isEmpty || connection.hasMore {
            let next = connection.hasMore ? [] : Array(rest.prefix(piece()))
            rest = rest.dropFirst(next.count)
            defer { deliver() }
            var span = plaintext.mutableSpan
            let progress = try connection.receive(next.span, into: &span)
            lastProgress = progress
            if case .moved(let count) = progress { received += plaintext[..<count] }
        }
    }

    /// Gives the client what is to be sent.
    func deliver() {
        bio.withOutput { client.feed($0) }
        bio.removeOutput()
    }

    /// Until neither side has anything more to say.
    mutating func handshake(
        piece: () -> Int = { 16 * 1024 }, room: Int = 64 * 1024
    ) throws(TLSError) {
        while true {
            client.step()
            let output = client.takeOutput()
            if output.isEmpty { return }
            try feed(output, piece: piece, room: room)
        }
    }

    /// A request from the client, the answer to it and the end.
    mutating func request(_ text: String = "GET", answer: String = "503") throws(TLSError) {
        client.write(Array(text.utf8))
        try feed(client.takeOutput())
        try connection.send(Array(answer.utf8).span)
        connection.end()
        deliver()
    }
}

extension CertificateStore {
    /// Parsed from these pairs, named `0.pem`, `1.pem` and so on.
    convenience init(
        _ pairs: [Pair], minimumVersion: TLSSettings.MinimumVersion = .tls12,
        tickets: TicketKeys = TicketKeys(now: 0)
    ) throws {
        Library.start()
        try self.init(
            certificates: pairs.enumerated().map { try $1.parsed(path: "\($0).pem") },
            settings: TLSSettings(minimumVersion: minimumVersion), tickets: tickets,
            now: Int(Date().timeIntervalSince1970))
    }
}

/// Every failure leaves OpenSSL's error queue empty, or the next call would be misjudged.
func expectEmptyQueue(_ location: SourceLocation = #_sourceLocation) {
    #expect(ERR_peek_error() == 0, sourceLocation: location)
}
