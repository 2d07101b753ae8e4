// Which address of an X-Forwarded-For value is the client's.
import Testing

@testable import HTTP

@Suite struct ForwardedForTests {
    static let trusted = ["10.0.0.0/8", "fd00::/8", "127.0.0.1"].map { text in
        guarded(text) { AddressRange.parse($0)! }
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("192.0.2.1, 10.0.0.1", "192.0.2.1"),
        ("192.0.2.1,10.0.0.1,10.0.0.2", "192.0.2.1"), ("198.51.100.1, 192.0.2.1", "192.0.2.1"),
        ("10.0.0.9, 192.0.2.1, 10.0.0.1", "192.0.2.1"), ("10.0.0.9, 10.0.0.1", "10.0.0.9"),
        ("127.0.0.1", "127.0.0.1"), (" \t192.0.2.1\t ", "192.0.2.1"),
        ("192.0.2.1:1234", "192.0.2.1"), ("192.0.2.1:65535, 10.0.0.1:1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"), ("2001:db8::1, [fd00::1]:80", "2001:db8::1"),
        ("nonsense, 192.0.2.1", "192.0.2.1"),
    ])
    func `the client is the last address that isn't a trusted proxy's`(
        _ value: String, _ client: String
    ) throws {
        let expected = try #require(guarded(client) { IPAddress.parse($0) })
        #expect(guarded(value) { ForwardedFor.client(of: $0, trusted: Self.trusted) } == expected)
    }

    /// RFC 9110 §5.6.1.2: they count for nothing.
    @Test(arguments: [
        ("192.0.2.1,", "192.0.2.1"), ("192.0.2.1, ", "192.0.2.1"), ("192.0.2.1,,\t,", "192.0.2.1"),
        (",192.0.2.1", "192.0.2.1"), (" , ,192.0.2.1", "192.0.2.1"),
        (",10.0.0.1", "10.0.0.1"), ("10.0.0.1,", "10.0.0.1"), (",10.0.0.9,,10.0.0.1,", "10.0.0.9"),
        ("192.0.2.1,,10.0.0.1", "192.0.2.1"), ("192.0.2.1, , \t,10.0.0.1", "192.0.2.1"),
        ("198.51.100.1,,192.0.2.1,,10.0.0.1,,", "192.0.2.1"),
        (",[2001:db8::1]:443,,[fd00::1]:80,", "2001:db8::1"),
        ("unknown,,192.0.2.1,", "192.0.2.1"), (", 192.0.2.1, 10.0.0.1", "192.0.2.1"),
    ])
    func `empty elements are skipped`(_ value: String, _ client: String) throws {
        let expected = try #require(guarded(client) { IPAddress.parse($0) })
        #expect(guarded(value) { ForwardedFor.client(of: $0, trusted: Self.trusted) } == expected)
    }

    @Test(arguments: [
        "", " ", "\t", ",", ",,", " ,", ", ", " , ", ",\t,", ", , ,", ",,,,,,,,,,,,,,,,",
    ])
    func `only empty elements name nobody`(_ value: String) {
        #expect(guarded(value) { ForwardedFor.client(of: $0, trusted: Self.trusted) } == nil)
        #expect(guarded(value) { ForwardedFor.client(of: $0, trusted: []) } == nil)
    }

    @Test(arguments: [
        ",unknown,", "192.0.2.1,,unknown,", "192.0.2.1,unknown,,10.0.0.1,", "unknown,", ",:80,",
        "192.0.2.1,\u{00},10.0.0.1", "192.0.2.1,\u{0b},", "192.0.2.1,[],", "192.0.2.1,\"\",",
        "192.0.2.1,\u{a0},10.0.0.1",
    ])
    func `what only looks empty, and garbage beside what is, name nobody`(_ value: String) {
        #expect(guarded(value) { ForwardedFor.client(of: $0, trusted: Self.trusted) } == nil)
    }

    @Test(arguments: [
        "unknown", "192.0.2.1, unknown, 10.0.0.1",
        "nonsense, 10.0.0.1", "192.0.2.1 192.0.2.2", "192.0.2.1:", "192.0.2.1:x",
        "192.0.2.1:123456", "192.0.2.1:-1", "[192.0.2.1]", "[192.0.2.1]:80", "[2001:db8::1",
        "2001:db8::1]", "[2001:db8::1]x", "[2001:db8::1]:", "[2001:db8::1]80", "[]", "[]:80",
        "[[::1]]", ":80", "\"192.0.2.1\"", "for=192.0.2.1", "192.0.2.01", "192.0.2.1\u{00}",
        "[::1]:80:80", "[::1]]", "fe80::1%eth0",
    ])
    func `garbage on the way names nobody`(_ value: String) {
        #expect(guarded(value) { ForwardedFor.client(of: $0, trusted: Self.trusted) } == nil)
    }

    @Test func `without trusted proxies the last address is the client's`() {
        let client = guarded("10.0.0.1, 10.0.0.2") { ForwardedFor.client(of: $0, trusted: []) }
        #expect(client == IPAddress(ipv4: 0x0a00_0002))
    }
}
