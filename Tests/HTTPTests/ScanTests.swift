// The scans by blocks against the plain meaning of each class of bytes.
import Testing

@testable import HTTP

@Suite struct ScanTests {
    /// Every byte at every place of buffers that end in, before and after a block.
    private func check(
        filling: Character, isAllowed: (UInt8) -> Bool, scan: (Span<UInt8>, Int) -> ScanEnd
    ) {
        var wrong: [String] = []
        for count in [7, 16, 17, 35] {
            for place in 0..<count {
                for byte in UInt8.min...UInt8.max {
                    var bytes = latin1(String(repeating: filling, count: count))
                    bytes[place] = byte
                    let end = scan(bytes.span, 0)
                    let expected = isAllowed(byte) ? count : place
                    if end.index != expected || end.byte != (expected == count ? 0 : byte) {
                        wrong.append("byte \(byte) at \(place) of \(count)")
                    }
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test func `a field value ends at NUL, LF and CR only`() {
        check(
            filling: "a", isAllowed: { $0 != 0 && $0 != 0x0a && $0 != 0x0d },
            scan: { $0.endOfFieldValue(from: $1) })
    }

    @Test func `visible bytes end at spaces and controls`() {
        check(
            filling: "/", isAllowed: { $0 > 0x20 && $0 != 0x7f },
            scan: { $0.endOfVisible(from: $1) })
    }

    @Test func `a token ends at any other byte`() {
        let token = Set(latin1("!#$%&'*+-.^_`|~")).union(0x30...0x39)
            .union(0x41...0x5a).union(0x61...0x7a)
        check(
            filling: "X", isAllowed: { token.contains($0) }, scan: { $0.endOfToken(from: $1) })
    }

    @Test func `a host name ends at any other byte`() {
        let name = Set(latin1("!$&'()*+-.;=_~")).union(0x30...0x39)
            .union(0x41...0x5a).union(0x61...0x7a)
        check(
            filling: "x", isAllowed: { name.contains($0) }, scan: { $0.endOfHostName(from: $1) })
    }

    @Test func `a scan sees nothing before its start`() {
        let bytes = GuardedBytes(latin1("\r:\r:\r:\r:aaaaaaaaaa\r"))
        for start in 8...18 {
            #expect(bytes.withSpan { $0.endOfFieldValue(from: start).index } == 18)
            #expect(bytes.withSpan { $0.endOfToken(from: start).index } == 18)
        }
    }

    @Test(arguments: [
        ("x-forwarded-for" as StaticString, "X-Forwarded-For"), ("via", "VIA"), ("ab", "AB"),
        ("host", "hOST"), ("accept", "ACCEPT"), ("if-match", "If-Match"),
        ("transfer-encoding", "Transfer-Encoding"),
        ("access-control-request-method", "Access-Control-Request-Method"),
    ])
    func `a name is found without case where it stands and nowhere else`(
        _ name: StaticString, _ text: String
    ) {
        func isFound(_ bytes: [UInt8], at index: Int) -> Bool {
            GuardedBytes(bytes).withSpan { $0.hasName(name, at: index) }
        }
        let bytes = latin1(".." + text)
        #expect(isFound(bytes, at: 2))
        #expect(!isFound(bytes, at: 1) && !isFound(bytes, at: 3))
        for place in 2..<bytes.count {
            var changed = bytes
            changed[place] ^= 1
            #expect(!isFound(changed, at: 2), "\(place)")
        }
    }

    @Test func `a text has case`() {
        #expect(guarded("GET ") { $0.has("GET ", at: 0) })
        #expect(!guarded("GeT ") { $0.has("GET ", at: 0) })
        #expect(!guarded("GET") { $0.has("GET ", at: 0) })
    }
}
