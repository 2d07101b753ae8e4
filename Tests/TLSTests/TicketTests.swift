// Coming back: which tickets are opened, by whom, for how long.

import COpenSSL
import Testing

@testable import TLS

struct TicketTests {
    private static let versions = [TLS1_2_VERSION, TLS1_3_VERSION]
    private static let hour = TicketKeys.rotation

    private static func key(_ fill: UInt8) -> [UInt8] {
        (0..<80).map { fill &+ UInt8($0) }
    }

    private func store(_ tickets: TicketKeys?) throws -> CertificateStore {
        try CertificateStore(
            [TestCertificates.ec, TestCertificates.other], tickets: #require(tickets))
    }

    /// One whole connection.
    private func visit(
        _ store: CertificateStore, _ version: Int32, with session: ClientSession? = nil,
        name: String = "a.test"
    ) throws -> Client {
        let client = Client(.init(versions: version...version, name: name), session: session)
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        try exchange.request()
        #expect(client.read() == Array("503".utf8) && client.hasSeenEnd)
        // OpenSSL takes back the session of a connection that just breaks off.
        client.end()
        return client
    }

    @Test(arguments: versions)
    func `a client comes back again and again with the ticket of its last answer`(
        _ version: Int32
    ) throws {
        let store = try store(TicketKeys(now: 0))
        var client = try visit(store, version, name: "b.test")
        #expect(!client.isResumed)
        for _ in 0..<3 {
            let session = try #require(client.session)
            client = try visit(store, version, with: session, name: "b.test")
            #expect(client.isResumed)
        }
    }

    @Test func `in TLS 1_3 every ticket is another`() throws {
        let store = try store(TicketKeys(now: 0))
        let first = try visit(store, TLS1_3_VERSION)
        let one = try #require(first.session)
        let second = try visit(store, TLS1_3_VERSION, with: one)
        let two = try #require(second.session)
        #expect(one.ticket != two.ticket && !two.ticket.isEmpty)
    }

    @Test(arguments: versions)
    func `a ticket lives an hour`(_ version: Int32) throws {
        let session = try #require(try visit(store(TicketKeys(now: 0)), version).session)
        #expect(SSL_SESSION_get_ticket_lifetime_hint(session.pointer) == 3600)
    }

    @Test(arguments: versions)
    func `a store with the same keys from a file opens the ticket`(_ version: Int32) throws {
        let one = try store(TicketKeys(file: Self.key(1)))
        let two = try store(TicketKeys(file: Self.key(1)))
        let session = try #require(try visit(one, version).session)
        #expect(try visit(two, version, with: session).isResumed)
    }

    @Test(arguments: versions)
    func `a store with other keys makes a new session`(_ version: Int32) throws {
        let session = try #require(try visit(store(TicketKeys(file: Self.key(1))), version).session)
        for tickets in [TicketKeys(file: Self.key(2)), TicketKeys(now: 0)] {
            let client = try visit(store(tickets), version, with: session)
            #expect(!client.isResumed && client.session != nil)
        }
    }

    @Test(arguments: versions)
    func `a key of the same name and another secret makes a new session`(
        _ version: Int32
    ) throws {
        let session = try #require(try visit(store(TicketKeys(file: Self.key(1))), version).session)
        for place in [16, 47, 48, 79] {
            var changed = Self.key(1)
            changed[place] ^= 1
            let client = try visit(store(TicketKeys(file: changed)), version, with: session)
            #expect(!client.isResumed, "byte \(place)")
        }
    }

    @Test(arguments: versions)
    func `the first key of a file seals and all open`(_ version: Int32) throws {
        let keys = [Self.key(1), Self.key(2), Self.key(3)]
        let all = try store(TicketKeys(file: Array(keys.joined())))
        #expect(try visit(all, version).ticketKeyName == Array(keys[0][..<16]))
        for key in keys {
            let session = try #require(try visit(store(TicketKeys(file: key)), version).session)
            let client = try visit(all, version, with: session)
            #expect(client.isResumed)
            // Sealed anew, so that the old key can leave the file.
            #expect(client.ticketKeyName == Array(keys[0][..<16]))
        }
    }

    @Test(arguments: [0, 1, 48, 79, 81, 159, 161])
    func `a file that isn't whole keys is refused`(_ count: Int) {
        #expect(TicketKeys(file: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func `keys from a file never move on by themselves`() throws {
        let keys = try #require(TicketKeys(file: Self.key(1)))
        let store = try store(keys)
        keys.rotate(now: 100 * Self.hour)
        #expect(keys.due == nil)
        #expect(try visit(store, TLS1_3_VERSION).ticketKeyName == Array(Self.key(1)[..<16]))
    }

    @Test(arguments: versions)
    func `a random key opens for one rotation more and then no longer`(
        _ version: Int32
    ) throws {
        let keys = TicketKeys(now: 1000)
        let store = try store(keys)
        let client = try visit(store, version)
        let session = try #require(client.session)
        keys.rotate(now: 1000 + Self.hour - 1)
        #expect(try visit(store, version).ticketKeyName == client.ticketKeyName)

        keys.rotate(now: 1000 + Self.hour)
        let renewed = try visit(store, version, with: session)
        #expect(renewed.isResumed)
        #expect(renewed.ticketKeyName != client.ticketKeyName)

        keys.rotate(now: 1000 + 2 * Self.hour)
        #expect(try !visit(store, version, with: session).isResumed)
        let renewal = try #require(renewed.session)
        #expect(try visit(store, version, with: renewal).isResumed)
    }

    @Test func `a clock that jumped catches up step by step`() throws {
        let keys = TicketKeys(now: 0)
        let store = try store(keys)
        let session = try #require(try visit(store, TLS1_3_VERSION).session)
        keys.rotate(now: 5 * Self.hour + 1)
        #expect(try !visit(store, TLS1_3_VERSION, with: session).isResumed)
        let name = try visit(store, TLS1_3_VERSION).ticketKeyName
        keys.rotate(now: 6 * Self.hour - 1)
        #expect(try visit(store, TLS1_3_VERSION).ticketKeyName == name)
    }

    @Test func `keys are random, and a key that opens no more is nowhere`() {
        let keys = TicketKeys(now: 0)
        var seen = Set<[UInt8]>()
        for hour in 1...20 {
            let before = keys.all
            seen.formUnion(before)
            keys.rotate(now: hour * Self.hour)
            // In place of the older one; that of before stays where it is.
            let kept = (hour - 1) % 2
            #expect(keys.all[kept] == before[kept])
            #expect(!seen.contains(keys.all[hour % 2]))
            #expect(keys.due == (hour + 1) * Self.hour)
        }
        #expect(!seen.contains(TicketKeys(now: 0).all[0]))
        // And the zeros that there were before the second.
        for part in [0..<16, 16..<48, 48..<80] {
            let parts: [[UInt8]] = (seen + keys.all).map { Array($0[part]) }
            #expect(Set(parts).count == 22)
        }
    }

    @Test func `who may not write keys makes none`() throws {
        let keys = TicketKeys(now: 0)
        let session = try #require(try visit(store(keys), TLS1_3_VERSION).session)
        keys.letOthersWrite()
        keys.rotate(now: 100 * Self.hour)
        #expect(try visit(store(keys), TLS1_3_VERSION, with: session).isResumed)
    }

    /// Where a session of the first name's certificate may go on.
    @Test(
        arguments: versions,
        [
            ("a.test", "a.test", true), ("b.test", "b.test", true), ("c.test", "c.test", true),
            ("a.test", "b.test", false), ("b.test", "a.test", false),
            ("a.test", "c.test", false), ("b.test", "c.test", false), ("c.test", "b.test", false),
            ("B.TEST", "b.test", true), ("b.test", "A.TEST", false), ("c.test", "d.test", false),
            ("y.example.test", "x.example.test", false), ("x.example.test", "b.test", false),
        ])
    func `a session goes on under the name and the certificate it was made under`(
        _ version: Int32, _ names: (String, String, Bool)
    ) throws {
        let store = try store(TicketKeys(now: 0))
        let session = try #require(try visit(store, version, name: names.0).session)
        let client = try visit(store, version, with: session, name: names.1)
        #expect(client.isResumed == names.2)
        #expect(client.session != nil)
    }

    @Test(
        arguments: [
            [0, 4, 0, 0, 1, 0x61], [0, 6, 0, 0, 3, 0x61, 0x2E, 0x62],
        ] as [[UInt8]])
    func `a name is found`(_ list: [UInt8]) {
        #expect(ClientHello.hostName(in: list.span) == 5..<list.count)
    }

    @Test(
        arguments: [
            [], [0], [0, 0], [0, 3, 0, 0, 0], [0, 4, 0, 0, 1], [0, 4, 0, 0, 2, 0x61],
            [0, 4, 1, 0, 1, 0x61], [0, 3, 0, 0, 1, 0x61], [1, 4, 0, 0, 1, 0x61],
            [0, 5, 0, 0, 1, 0x61], [0, 4, 0, 1, 1, 0x61], [0, 8, 0, 0, 1, 0x61, 0, 0, 1, 0x62],
        ] as [[UInt8]])
    func `a malformed list of names has none`(_ list: [UInt8]) {
        #expect(ClientHello.hostName(in: list.span) == nil)
    }
}

extension ClientSession {
    fileprivate var ticket: [UInt8] {
        var (ticket, count) = (UnsafePointer<UInt8>(bitPattern: 0), 0)
        SSL_SESSION_get0_ticket(pointer, &ticket, &count)
        return Array(UnsafeBufferPointer(start: ticket, count: count))
    }
}

extension TicketKeys {
    /// Both keys, each where it stands.
    fileprivate var all: [[UInt8]] {
        (0..<2).map {
            Array(UnsafeBufferPointer(start: keys + $0 * Self.keyBytes, count: Self.keyBytes))
        }
    }
}
