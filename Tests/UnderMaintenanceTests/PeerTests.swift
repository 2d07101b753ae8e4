// Whose word counts: trust by the kind of the listener, the address and the PROXY header.

import HTTP
import Testing

@testable import UnderMaintenance

struct PeerTests {
    private let context = loopContext([Service()], ["TRUSTED_PROXIES": "10.0.0.0/8"])

    private func peer(_ address: String?, isLocal: Bool = false) -> Peer {
        Peer(address.map(ip), isLocal: isLocal, in: context)
    }

    /// A header, as if it had come.
    private func header(_ line: String) throws -> ProxyHeader {
        try #require(try ProxyHeader.parse(Array((line + "\r\n").utf8).span))
    }

    private func named(_ address: String) throws -> ProxyHeader {
        let family = address.contains(":") ? "TCP6 \(address) ::1" : "TCP4 \(address) 10.0.0.9"
        return try header("PROXY \(family) 1234 80")
    }

    private func accepts(_ peer: inout Peer, _ header: ProxyHeader) -> Bool {
        peer.accept(header, in: context)
    }

    /// Whom its request is logged under: an address, `unix` or `unknown`.
    private func client(of peer: Peer, _ fields: String = "") throws -> String {
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8)
        let head = try #require(try RequestHeadParser().parseHead(bytes.span))
        switch peer.client(head.request, of: bytes.span, in: context) {
        case .unix: return "unix"
        case .unknown: return "unknown"
        case .address(let address):
            var text: [UInt8] = []
            address.write(into: &text)
            return String(bytes: text)
        }
    }

    private let forwarded = "X-Forwarded-For: 198.51.100.7, 10.0.0.8\r\n"

    @Test func `a unix socket's peer is trusted and has no address`() throws {
        let peer = peer(nil, isLocal: true)
        #expect(peer.isTrusted && peer.address == nil)
        #expect(try client(of: peer) == "unix")
        #expect(try client(of: peer, forwarded) == "198.51.100.7")
    }

    @Test func `a peer whose address can't be had isn't trusted`() throws {
        let peer = peer(nil)
        #expect(!peer.isTrusted && peer.address == nil)
        #expect(try client(of: peer) == "unknown")
        #expect(try client(of: peer, forwarded) == "unknown")
    }

    @Test(arguments: [
        ("10.1.2.3", true), ("192.0.2.1", false), ("11.0.0.1", false), ("::1", false),
    ])
    func `an address is trusted if the operator says so`(_ text: String, _ isTrusted: Bool) throws {
        let peer = peer(text)
        #expect(peer.isTrusted == isTrusted && peer.address == ip(text))
        #expect(try client(of: peer) == text)
        #expect(try client(of: peer, forwarded) == (isTrusted ? "198.51.100.7" : text))
    }

    @Test func `a zero address is one like others`() throws {
        let peer = peer("::")
        #expect(!peer.isTrusted && peer.address == ip("::"))
        #expect(try client(of: peer) == "::")
    }

    @Test(arguments: [("192.0.2.1", false), ("10.9.9.9", true), ("2001:db8::1", false)])
    func `whom a trusted peer's header names is judged by that address`(
        _ text: String, _ isTrusted: Bool
    ) throws {
        for var peer in [peer("10.0.0.1"), peer(nil, isLocal: true)] {
            let isAccepted = try accepts(&peer, named(text))
            #expect(isAccepted)
            #expect(peer.address == ip(text) && peer.isTrusted == isTrusted)
            #expect(try client(of: peer) == text)
            #expect(try client(of: peer, forwarded) == (isTrusted ? "198.51.100.7" : text))
        }
    }

    @Test func `who isn't trusted names nobody`() throws {
        for (var peer, address) in [(peer("192.0.2.1"), "192.0.2.1"), (peer(nil), nil)] {
            for header in [try named("10.0.0.1"), try header("PROXY UNKNOWN")] {
                let isAccepted = accepts(&peer, header)
                #expect(!isAccepted)
            }
            #expect(!peer.isTrusted && peer.address == address.map(ip))
        }
    }

    @Test func `a header that names nobody leaves a trusted peer what it is`() throws {
        for (var peer, address) in [
            (peer("10.0.0.1"), "10.0.0.1"), (peer(nil, isLocal: true), nil),
        ] {
            let isAccepted = try accepts(&peer, header("PROXY UNKNOWN"))
            #expect(isAccepted)
            #expect(peer.isTrusted && peer.address == address.map(ip))
        }
    }

    @Test func `anybody may say that he speaks for himself`() throws {
        let bytes: [UInt8] = Array("\r\n\r\n\0\r\nQUIT\n".utf8) + [0x20, 0, 0, 0]
        let local = try #require(try ProxyHeader.parse(bytes.span))
        for address in ["10.0.0.1", "192.0.2.1", nil] {
            var peer = peer(address)
            let wasTrusted = peer.isTrusted
            let isAccepted = accepts(&peer, local)
            #expect(isAccepted)
            #expect(peer.isTrusted == wasTrusted && peer.address == address.map(ip))
        }
    }

    @Test func `addresses on several lines are one list`() throws {
        let lines = "X-Forwarded-For: 198.51.100.7\r\nVia: b\r\nX-Forwarded-For: 10.0.0.8\r\n"
        #expect(try client(of: peer("10.0.0.1"), lines) == "198.51.100.7")
        let own = "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-For: 192.0.2.9\r\n"
        #expect(try client(of: peer("10.0.0.1"), own) == "192.0.2.9")
    }

    @Test func `a list that names nobody leaves the peer`() throws {
        for fields in [
            "X-Forwarded-For: unknown\r\n", "X-Forwarded-For:\r\n", "Forwarded: for=b\r\n",
        ] {
            #expect(try client(of: peer("10.0.0.1"), fields) == "10.0.0.1")
        }
    }

    @Test func `a connection is old after five seconds`() {
        let peer = peer("10.0.0.1")
        let accepted = context.now
        for (milliseconds, isAged) in [
            (0, false), (1, false), (4_999, false), (5_000, false), (5_001, true), (620_000, true),
            (1 << 31, true),
        ] {
            #expect(peer.isAged(now: accepted + milliseconds) == isAged, "\(milliseconds)")
        }
    }

    @Test func `without trusted proxies nobody but a unix socket's peer is believed`() {
        let context = loopContext([Service()], ["TRUSTED_PROXIES": "none"])
        #expect(!Peer(ip("127.0.0.1"), isLocal: false, in: context).isTrusted)
        #expect(Peer(nil, isLocal: true, in: context).isTrusted)
    }
}
