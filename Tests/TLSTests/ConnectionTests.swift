// Bytes in, bytes out: splits, ends, errors.

import COpenSSL
import Testing

@testable import TLS

struct ConnectionTests {
    private let store: CertificateStore

    init() throws { store = try CertificateStore([TestCertificates.ec]) }

    private static let request = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }

    /// The same request, of more than one record, in pieces of these lengths.
    private func receives(_ version: Int32, _ piece: () -> Int) throws {
        let request = Array(Self.request.prefix(20_000))
        let client = Client(.init(versions: version...version))
        var exchange = try Exchange(client, store)
        try exchange.handshake(piece: piece)
        #expect(client.isEstablished && exchange.connection.isEstablished)
        client.write(request)
        try exchange.feed(client.takeOutput(), piece: piece)
        #expect(exchange.received == request)
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION], [1, 2, 5, 6, 1000, 16_384])
    func `the plaintext is the same at every split`(_ version: Int32, _ length: Int) throws {
        try receives(version) { length }
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION], UInt64(1)...20)
    func `the plaintext is the same at random splits`(_ version: Int32, _ seed: UInt64) throws {
        var state = seed
        try receives(version) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return 1 + Int(state >> 33) % (state & 1 << 40 == 0 ? 40 : 20_000)
        }
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `an answer of any size arrives whole`(_ version: Int32) throws {
        for count in [1, 16_384, 16_385, 300_000] {
            let client = Client(.init(versions: version...version))
            var exchange = try Exchange(client, store)
            try exchange.handshake()
            let answer = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) }
            try exchange.connection.send(answer.span)
            #expect(exchange.bio.outputCount > count)
            exchange.deliver()
            #expect(client.read() == answer && !client.hasSeenEnd)
        }
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `answer and close_notify arrive together`(_ version: Int32) throws {
        let client = Client(.init(versions: version...version))
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        try exchange.request(answer: "503 Under maintenance")
        #expect(client.read() == Array("503 Under maintenance".utf8))
        #expect(client.hasSeenEnd)
    }

    @Test func `nothing is to be sent between the handshake and the answer`() throws {
        let client = Client(.init(versions: TLS1_3_VERSION...TLS1_3_VERSION))
        let bio = MemoryBIO()
        var exchange = try Exchange(client, store, bio: bio)
        client.step()
        try exchange.feed(client.takeOutput())
        client.step()
        var room = [UInt8](repeating: 0, count: 40_000)
        var span = room.mutableSpan
        let finished = client.takeOutput()
        let progress = try exchange.connection.receive(finished.span, into: &span)
        #expect(progress == .wantsRead && exchange.connection.isEstablished)
        #expect(bio.outputCount == 0)
    }

    @Test func `an empty answer is nothing`() throws {
        let client = Client()
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        try exchange.connection.send(Span())
        #expect(exchange.bio.outputCount == 0)
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `a client's close_notify is told, after what stands before it`(
        _ version: Int32
    ) throws {
        let client = Client(.init(versions: version...version))
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        client.write(Array("GET".utf8))
        client.end()
        try exchange.feed(client.takeOutput())
        #expect(exchange.received == Array("GET".utf8))
        #expect(exchange.lastProgress == .moved(3))
        var room = [UInt8](repeating: 0, count: Connection.recordBytes)
        var span = room.mutableSpan
        let progress = try exchange.connection.receive(Span(), into: &span)
        #expect(progress == .peerClosed)
        // The answer still reaches a client that only ended its own side.
        try exchange.connection.send(Array("503".utf8).span)
        exchange.deliver()
        #expect(exchange.received == Array("GET".utf8))
    }

    @Test(arguments: [
        Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), [UInt8](repeating: 0, count: 100),
        [UInt8](repeating: 0xff, count: 40_000), [22, 3, 1, 0xff, 0xff] + Array(0...200),
        [22, 3, 1, 0, 4, 1, 0, 0, 0], [21, 3, 3, 0, 2, 2, 40],
    ])
    func `anything but a ClientHello is an error`(_ bytes: [UInt8]) throws {
        var exchange = try Exchange(Client(), store)
        let error = #expect(throws: TLSError.self) { try exchange.feed(bytes) }
        #expect(error?.step == .handshake && error?.cause != 0)
        expectEmptyQueue()
        #expect(!exchange.connection.isEstablished)
        // And stays one; ending what never began is harmless.
        #expect(throws: TLSError.self) { try exchange.feed(bytes) }
        exchange.connection.end()
        expectEmptyQueue()
    }

    /// What comes to port 443 and is no record of TLS, nor begins like a method of HTTP.
    static let strangers: [[UInt8]] = [
        // SSL 2's own ClientHello, of versions 2 and 3.
        [0x80, 0x2e, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10] + [UInt8](repeating: 7, count: 37),
        [0x80, 0x2e, 1, 3, 0, 0, 0x15, 0, 0, 0, 0x10] + [UInt8](repeating: 7, count: 37),
        [0x80] + [UInt8](repeating: 0, count: 20), [UInt8](repeating: 0, count: 20),
        [UInt8](repeating: 0x7f, count: 20), [UInt8](repeating: 0xff, count: 20),
        // A PROXY header where none is expected, SOCKS 5, a query for a name, MySQL.
        [0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a],
        [5, 2, 0, 2, 1, 1, 1], [0, 0x1d] + [UInt8](repeating: 1, count: 29),
        [0, 0, 0, 1] + Array("8.0.36".utf8),
        // A record of an unknown kind, a handshake of no version, an empty line.
        [0x18, 3, 1, 0, 0], [0x16, 0, 0, 0, 5, 1, 0, 0, 1, 0], Array("\r\n\r\n\r\n".utf8),
    ]

    @Test(arguments: strangers)
    func `what isn't TLS gets one alert, however it is cut`(_ bytes: [UInt8]) throws {
        // It says nothing, and hands out what it was told.
        let client = Client()
        for cut in 0...bytes.count {
            var exchange = try Exchange(client, store)
            // Cut at 0: one byte at a time.
            var pieces = [cut, bytes.count].makeIterator()
            let error = #expect(throws: TLSError.self) {
                try exchange.feed(bytes) { cut == 0 ? 1 : pieces.next() ?? 1 }
            }
            #expect(error?.step == .handshake && error?.cause != 0)
            expectEmptyQueue()
            #expect(!exchange.connection.isEstablished && exchange.received.isEmpty)
            // Fatal, of two bytes: RFC 8446 §6.
            let answer = client.unread
            #expect(answer.count == 7 && answer[..<2] == [21, 3] && answer[3..<6] == [0, 2, 2])
        }
    }

    @Test func `an alert of the peer's is answered with none`() throws {
        let client = Client(.init(versions: TLS1_2_VERSION...TLS1_2_VERSION))
        var exchange = try Exchange(client, store)
        client.step()
        try exchange.feed(client.takeOutput())
        #expect(!client.unread.isEmpty)
        #expect(throws: TLSError.self) { try exchange.feed([21, 3, 3, 0, 2, 2, 40]) }
        #expect(client.unread.isEmpty)
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION], [1, 100, 16_384, 16_385, 60_000])
    func `plaintext that finds no room is kept, and asked for`(
        _ version: Int32, _ room: Int
    ) throws {
        let client = Client(.init(versions: version...version))
        var exchange = try Exchange(client, store)
        // The handshake finds no more room than the request.
        try exchange.handshake(room: room)
        #expect(client.isEstablished && exchange.connection.isEstablished)
        client.write(Self.request)
        let first = client.takeOutput()
        client.write([1, 2, 3])
        client.end()
        try exchange.feed(first, piece: { first.count }, room: room)
        #expect(exchange.received == Self.request && !exchange.connection.hasMore)
        let last = client.takeOutput()
        try exchange.feed(last, room: room)
        #expect(exchange.received == Self.request + [1, 2, 3])
    }

    @Test func `what wasn't asked for comes with the next bytes, in order`() throws {
        let client = Client()
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        client.write(Self.request)
        let flight = client.takeOutput()
        var received: [UInt8] = []
        var plaintext = [UInt8](repeating: 0, count: 30_000)
        for piece in [flight[..<40_000], flight[40_000...], []] {
            var span = plaintext.mutableSpan
            if case .moved(let count) = try exchange.connection.receive(
                Array(piece).span, into: &span)
            {
                received += plaintext[..<count]
            }
        }
        #expect(received == Self.request && !exchange.connection.hasMore)
    }

    @Test func `a ClientHello with any byte changed is no crash and no handshake`() throws {
        let client = Client(.init(name: "a.test", protocols: ["http/1.1"]))
        client.step()
        let hello = client.takeOutput()
        let listener = Client()
        for place in hello.indices {
            var changed = hello
            changed[place] ^= UInt8(truncatingIfNeeded: place | 1)
            var exchange = try Exchange(listener, store)
            do {
                try exchange.feed(changed)
            } catch {
                #expect(error.step == .handshake)
            }
            expectEmptyQueue()
            #expect(!exchange.connection.isEstablished)
        }
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
    func `a record that was tampered with is an error`(_ version: Int32) throws {
        let client = Client(.init(versions: version...version))
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        client.write(Array("GET".utf8))
        var record = client.takeOutput()
        record[record.count - 1] ^= 1
        let error = #expect(throws: TLSError.self) { try exchange.feed(record) }
        #expect(error?.step == .read && error?.cause != 0)
        expectEmptyQueue()
        #expect(exchange.received.isEmpty && exchange.connection.isEstablished)
        _ = client.read()
        #expect(client.reason == SSL_R_SSLV3_ALERT_BAD_RECORD_MAC)
    }

    @Test func `what stands before a bad record is received first`() throws {
        let client = Client()
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        client.write(Array("GET".utf8))
        let good = client.takeOutput()
        client.write(Array("POST".utf8))
        var bad = client.takeOutput()
        bad[bad.count - 1] ^= 1
        try exchange.feed(good + bad)
        #expect(exchange.received == Array("GET".utf8))
        expectEmptyQueue()
        #expect(throws: TLSError.self) { try exchange.feed([23]) }
        #expect(throws: TLSError.self) { try exchange.connection.send([1].span) }
        expectEmptyQueue()
    }

    @Test func `an answer before the handshake is an error`() throws {
        let exchange = try Exchange(Client(), store)
        let error = #expect(throws: TLSError.self) { try exchange.connection.send([1].span) }
        #expect(error?.step == .write)
        expectEmptyQueue()
    }

    @Test func `connections take turns through one BIO`() throws {
        let bio = MemoryBIO()
        var exchanges: [Exchange] = []
        for index in 0..<20 {
            let version = index % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION
            exchanges.append(
                try Exchange(Client(.init(versions: version...version)), store, bio: bio))
        }
        // Every handshake is under way at once; every third peer goes away in the middle.
        for index in exchanges.indices {
            exchanges[index].client.step()
            try exchanges[index].feed(exchanges[index].client.takeOutput())
        }
        for index in exchanges.indices.reversed() where index % 3 == 0 {
            exchanges.remove(at: index)
        }
        for index in exchanges.indices.reversed() {
            try exchanges[index].handshake()
            try exchanges[index].request("GET /\(index)", answer: "503 \(index)")
        }
        for (index, exchange) in exchanges.enumerated() {
            #expect(exchange.received == Array("GET /\(index)".utf8))
            #expect(exchange.client.read() == Array("503 \(index)".utf8))
        }
    }
}
