// Addresses: reading and writing.
import Testing

@testable import HTTP

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("0.0.0.0", "0.0.0.0"), ("192.0.2.1", "192.0.2.1"), ("10.20.30.255", "10.20.30.255"),
        ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
        ("2001:DB8::1", "2001:db8::1"), ("2001:0db8:0000::0001", "2001:db8::1"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
        ("0:0:0:0:0:0:0:1", "::1"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"), ("0:0:0:0:0:FFFF:192.0.2.1", "192.0.2.1"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
        ("fe80::1:0:0", "fe80::1:0:0"), ("1:0:0:0:0:0:0:0", "1::"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ])
    func `an address is read and written as RFC 5952 wants it`(
        _ text: String, _ canonical: String
    ) throws {
        let address = try #require(guarded(text) { IPAddress.parse($0) })
        var written: [UInt8] = []
        address.write(into: &written)
        #expect(written == latin1(canonical))
        #expect(guarded(canonical) { IPAddress.parse($0) } == address)
        #expect(address.isIPv4 == !canonical.contains(":"))
    }

    @Test(arguments: [
        "", ".", "1", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.", "1.2.3.4.5", "256.1.1.1",
        "1.2.3.256", "1.2.3.1000", "01.2.3.4", "1.2.3.00", "1.2.3.+4", "1.2.3.-4", " 1.2.3.4",
        "1.2.3.4 ", "1.2.3.a", "0x1.2.3.4", "16909060", "1.2.3.4/8", "1.2.3.4:80",
        ":", ":::", "1:", ":1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
        "1:2:3:4::5:6:7:8", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::", "12345::", "g::", "::g",
        "::1 ", "::1%eth0", "[::1]", "::1.2.3", "::1.2.3.4.5", "::1.2.3.256", "1.2.3.4::",
        "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", ":1::", "1::2:", "1:::2", "::01.2.3.4",
        "::-1", "::+1", "fe80::1/64", "00000::", "1:2:3:4:5:6:7:8:", "a.b.c.d", "localhost",
    ])
    func `anything else is no address`(_ text: String) {
        #expect(guarded(text) { IPAddress.parse($0) } == nil)
    }

    @Test func `the two families are told apart when read`() {
        #expect(guarded("192.0.2.1") { IPAddress.parseIPv6($0) } == nil)
        #expect(guarded("::ffff:192.0.2.1") { IPAddress.parseIPv4($0) } == nil)
        #expect(guarded("192.0.2.1") { IPAddress.parse($0) } == IPAddress(ipv4: 0xc000_0201))
    }
}
