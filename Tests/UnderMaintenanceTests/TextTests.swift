// Addresses and times as text.

import HTTP
import Kernel
import Testing

@testable import UnderMaintenance

struct TextTests {
    @Test(arguments: [
        (SocketAddress.any(port: 80), "[::]:80"),
        (.ipv4(0x7F00_0001, port: 8080), "127.0.0.1:8080"),
        (.ipv4(0, port: 1), "0.0.0.0:1"),
        (.ipv6(high: 0x2001_0DB8_0000_0000, low: 1, port: 443), "[2001:db8::1]:443"),
        (.ipv6(high: 0, low: 0xFFFF_C000_0201, port: 5), "192.0.2.1:5"),
        (.unix(path: "/run/x.sock"), "unix:/run/x.sock"),
    ])
    func `a socket address is written as it is configured`(address: SocketAddress, text: String) {
        #expect(address.text == text)
    }

    @Test(arguments: ["127.0.0.1", "::1", "2001:db8::5:0:1", "0.0.0.0", "255.255.255.255"])
    func `an IP address goes into a socket address and comes back`(text: String) {
        let address = SocketAddress(ip(text), port: 7)
        #expect(address.ipAddress == ip(text))
        #expect(address.ipAddress?.text == text)
        if case .ipv4 = address {
            #expect(!text.contains(":"))
        } else {
            #expect(text.contains(":"))
        }
    }

    @Test func `a path has no IP address`() {
        #expect(SocketAddress.unix(path: "/x").ipAddress == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z", "01/Jan/1970:00:00:00 +0000"),
        (951_782_400, "2000-02-29T00:00:00Z", "29/Feb/2000:00:00:00 +0000"),
        (1_109_635_199, "2005-02-28T23:59:59Z", "28/Feb/2005:23:59:59 +0000"),
        (testTime, "2026-11-22T09:54:50Z", "22/Nov/2026:09:54:50 +0000"),
        (4_102_444_799, "2099-12-31T23:59:59Z", "31/Dec/2099:23:59:59 +0000"),
    ])
    func `a time is written for either log`(time: Int, rfc3339: String, common: String) {
        var bytes: [UInt8] = []
        InternetTime.append(time, to: &bytes)
        #expect(String(bytes: bytes) == rfc3339)
        bytes = []
        TimeText(time).appendCommonLog(to: &bytes)
        #expect(String(bytes: bytes) == common)
    }
}
