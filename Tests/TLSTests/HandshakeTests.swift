// Which certificate, protocol version and application protocol a client gets.

import COpenSSL
import Testing

@testable import TLS

struct HandshakeTests {
    /// The default certificate for `a.test` is RSA; EC is there for the same name.
    private func both() throws -> CertificateStore {
        try CertificateStore([TestCertificates.rsa, TestCertificates.ec, TestCertificates.other])
    }

    @Test(arguments: [TLS1_2_VERSION, TLS1_3_VERSION], ["ECDSA+SHA256", "RSA-PSS+SHA256"])
    func `the client's signature algorithms choose among the certificates of its name`(
        _ version: Int32, _ algorithms: String
    ) throws {
        let store = try both()
        let client = Client(
            .init(versions: version...version, name: "a.test", algorithms: algorithms))
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        #expect(client.isEstablished && exchange.connection.isEstablished)
        #expect(client.version == version)
        #expect(client.wasShown(store.certificates[algorithms == "ECDSA+SHA256" ? 1 : 0]))
        try exchange.request()
        #expect(exchange.received == Array("GET".utf8))
        #expect(client.read() == Array("503".utf8))
    }

    @Test func `a client of both kinds gets the cheaper signature`() throws {
        let store = try both()
        for version in [TLS1_2_VERSION, TLS1_3_VERSION] {
            let client = Client(.init(versions: version...version, name: "a.test"))
            var exchange = try Exchange(client, store)
            try exchange.handshake()
            #expect(client.wasShown(store.certificates[1]))
        }
    }

    @Test(arguments: [
        (nil, 0), ("unknown.test", 0), ("b.test", 2), ("B.Test", 2), ("x.example.test", 2),
        ("y.example.test", 0), ("Y.EXAMPLE.test", 0),
    ])
    func `the name chooses the certificate in either version`(
        _ name: String?, _ expected: Int
    ) throws {
        let store = try both()
        for version in [TLS1_2_VERSION, TLS1_3_VERSION] {
            let client = Client(.init(versions: version...version, name: name))
            var exchange = try Exchange(client, store)
            try exchange.handshake()
            #expect(client.wasShown(store.certificates[expected]))
        }
    }

    @Test func `the name counts after a second ClientHello too`() throws {
        // The client's first share is of a group the server hasn't.
        let store = try both()
        let client = Client(.init(name: "b.test", groups: "P-521:P-256"))
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        #expect(client.isEstablished && client.wasShown(store.certificates[2]))
    }

    @Test func `what leads from the leaf to the root is sent along`() throws {
        let store = try CertificateStore([TestCertificates.rsa, TestCertificates.chained])
        let client = Client(.init(name: "chained.test"))
        var exchange = try Exchange(client, store)
        try exchange.handshake()
        #expect(client.isEstablished && client.chainCount == 2)
    }

    @Test(arguments: [TestCertificates.Key.rsaPSS, .ec521, .ed25519])
    func `a certificate with a key of a rare kind serves`(_ key: TestCertificates.Key) throws {
        let rare = TestCertificates.leaf("Rare", key, names: ["a.test"])
        let store = try CertificateStore([rare, TestCertificates.rsa])
        for version in [TLS1_2_VERSION, TLS1_3_VERSION] {
            let client = Client(.init(versions: version...version, name: "a.test"))
            var exchange = try Exchange(client, store)
            try exchange.handshake()
            #expect(client.isEstablished)
            try exchange.request()
            #expect(client.read() == Array("503".utf8))
        }
        // Nobody but who knows the kind is shown it.
        let old = Client(.init(name: "a.test", algorithms: "RSA-PSS+SHA256:RSA+SHA256"))
        var exchange = try Exchange(old, store)
        if key == .rsaPSS {
            #expect(throws: TLSError.self) { try exchange.handshake() }
        } else {
            try exchange.handshake()
            #expect(old.wasShown(store.certificates[1]))
        }
    }

    @Test func `a client that takes none of the certificates is refused`() throws {
        let store = try CertificateStore([TestCertificates.rsa])
        let client = Client(.init(algorithms: "ECDSA+SHA256"))
        var exchange = try Exchange(client, store)
        let error = #expect(throws: TLSError.self) { try exchange.handshake() }
        #expect(error?.step == .handshake && error?.words == "no suitable signature algorithm")
        expectEmptyQueue()
        #expect(!client.isEstablished)
    }

    @Test func `TLS 1_1 is refused`() throws {
        let client = Client(.init(versions: TLS1_VERSION...TLS1_1_VERSION))
        var exchange = try Exchange(client, try both())
        let error = #expect(throws: TLSError.self) { try exchange.handshake() }
        #expect(error?.words == "unsupported protocol")
        expectEmptyQueue()
    }

    @Test func `minimum 1_3 refuses 1_2 and says so`() throws {
        let store = try CertificateStore([TestCertificates.ec], minimumVersion: .tls13)
        let old = Client(.init(versions: TLS1_2_VERSION...TLS1_2_VERSION))
        var refused = try Exchange(old, store)
        let error = #expect(throws: TLSError.self) { try refused.handshake() }
        #expect(error?.step == .handshake && error?.words == "unsupported protocol")
        expectEmptyQueue()
        old.step()
        #expect(old.reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION)
        let new = Client()
        var exchange = try Exchange(new, store)
        try exchange.handshake()
        #expect(new.version == TLS1_3_VERSION)
    }

    @Test func `the server's order decides on the cipher`() throws {
        let store = try CertificateStore([TestCertificates.ec])
        for (version, cipher) in [
            (TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256"),
            (TLS1_3_VERSION, "TLS_AES_128_GCM_SHA256"),
        ] {
            let client = Client(.init(versions: version...version))
            var exchange = try Exchange(client, store)
            try exchange.handshake()
            #expect(client.cipher == cipher)
        }
    }

    @Test func `a client without AES in hardware gets the ChaCha20 it puts first`() throws {
        let store = try CertificateStore([TestCertificates.ec])
        let suites = ["TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"]
        for order in [suites, suites.reversed()] {
            let client = Client(.init(suites: order.joined(separator: ":")))
            var exchange = try Exchange(client, store)
            try exchange.handshake()
            #expect(client.cipher == order[0])
        }
    }

    @Test func `renegotiation is refused`() throws {
        let client = Client(.init(versions: TLS1_2_VERSION...TLS1_2_VERSION))
        var exchange = try Exchange(client, try both())
        try exchange.handshake()
        client.renegotiate()
        try exchange.feed(client.takeOutput())
        client.step()
        #expect(client.reason == SSL_R_NO_RENEGOTIATION)
    }

    @Test(arguments: [
        (["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "http/1.1"), ([], ""),
        (["http/1.10", "http/1.1", "x"], "http/1.1"), (["http/1.0"], "http/1.0"),
        (["http/1.0", "http/1.1"], "http/1.1"), (["h2", "http/1.0", "acme-tls/1"], "http/1.0"),
    ])
    func `the application protocol is HTTP 1_1, else 1_0, whatever the client's order`(
        _ offered: [String], _ chosen: String
    ) throws {
        for version in [TLS1_2_VERSION, TLS1_3_VERSION] {
            let client = Client(
                .init(versions: version...version, name: "b.test", protocols: offered))
            var exchange = try Exchange(client, try both())
            try exchange.handshake()
            #expect(client.isEstablished && client.selectedProtocol == chosen)
        }
    }

    @Test(arguments: [
        ["h2"], ["acme-tls/1"], ["http/0.9"], ["http/1.10"], ["HTTP/1.1"], ["HTTP/1.0"],
        ["http/1."],
        ["h2", "acme-tls/1"],
    ])
    func `no protocol in common is answered with its alert`(_ offered: [String]) throws {
        for version in [TLS1_2_VERSION, TLS1_3_VERSION] {
            let client = Client(
                .init(versions: version...version, name: "b.test", protocols: offered))
            var exchange = try Exchange(client, try both())
            #expect(throws: TLSError.self) { try exchange.handshake() }
            expectEmptyQueue()
            client.step()
            #expect(client.reason == SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL)
        }
    }

    @Test(
        arguments: [
            ([8] + Array("http/1.1".utf8), 1),
            ([2, 104, 50, 8] + Array("http/1.1".utf8), 4),
            ([], nil), ([0], nil), ([8], nil), ([9] + Array("http/1.1".utf8), nil),
            ([8] + Array("http/1.".utf8), nil), ([255, 8] + Array("http/1.1".utf8), nil),
            ([8] + Array("http/1.0".utf8), nil),
            ([8] + Array("http/1.0".utf8) + [8] + Array("http/1.1".utf8), 10),
        ] as [([UInt8], Int?)])
    func `a list of protocols is read within its bounds`(_ list: [UInt8], _ place: Int?) {
        #expect(ClientHello.place(of: "http/1.1", in: list.span) == place)
    }
}
