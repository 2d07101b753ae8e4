// Networks: reading them, and what they hold.
import Testing

@testable import HTTP

@Suite struct AddressRangeTests {
    private static let members: [(String, String, Bool)] = [
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.0/8", "9.255.255.255", false), ("10.1.2.3/8", "10.9.9.9", true),
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("192.0.2.1/32", "192.0.2.1", true), ("192.0.2.0/31", "192.0.2.1", true),
        ("192.0.2.0/31", "192.0.2.2", false), ("0.0.0.0/0", "255.1.2.3", true),
        ("0.0.0.0/0", "::1", false), ("::/0", "192.0.2.1", true), ("::/0", "fe80::1", true),
        ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::", false), ("::1", "::1", true),
        ("::1/128", "::2", false), ("2001:db8::/32", "2001:db8:ffff::", true),
        ("2001:db8::/32", "2001:db9::", false), ("2001:db8::/64", "2001:db8::1:0:0:0", true),
        ("2001:db8::/64", "2001:db8:0:1::", false),
        ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
        ("2001:db8::/63", "2001:db8:0:1::", true), ("::ffff:10.0.0.0/104", "10.9.9.9", true),
        ("172.16.0.0/12", "172.31.255.255", true), ("172.16.0.0/12", "172.32.0.0", false),
    ]

    @Test(arguments: members)
    func `a network holds the addresses that share its prefix`(
        _ network: String, _ address: String, _ isInside: Bool
    ) throws {
        let range = try #require(guarded(network) { AddressRange.parse($0) })
        let address = try #require(guarded(address) { IPAddress.parse($0) })
        #expect(range.contains(address) == isInside)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08",
        "10.0.0.0/8 ", "10.0.0.0 /8", "10.0.0.0/8/8", "10.0.0/8", "10/8", "::/129", "::/1000",
        "::/a", "fd00::/8,", "10.0.0.0/255.0.0.0", "localhost/8",
    ])
    func `anything else is no network`(_ text: String) {
        #expect(guarded(text) { AddressRange.parse($0) } == nil)
    }

    @Test func `bits beyond the prefix make no other network`() {
        #expect(
            guarded("10.1.2.3/8") { AddressRange.parse($0) }
                == guarded("10.0.0.0/8") { AddressRange.parse($0) })
    }
}
