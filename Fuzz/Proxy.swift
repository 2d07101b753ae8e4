// What a proxy says of its client: a PROXY header's verdict stands as soon as it can, and addresses
// are read as the C library reads them.
import Glibc

@testable import HTTP
@testable import UnderMaintenance

/// An input is an octet, then what stands in front of a connection, or, where the octet is odd, the
/// value of X-Forwarded-For; the rest of the octet says whom we trust.
enum Proxies: Target {
    static var seeds: [[UInt8]] {
        (ProxyCase.lines + ProxyCase.blocks).map { [0] + latin1($0.text) } + ForwardedForSeeds.all
    }

    static var words: [[UInt8]] {
        [
            "PROXY TCP4 ", "PROXY TCP6 ", "UNKNOWN", "\r\n", "\r\n\r\n\u{00}\r\nQUIT\n",
            "\u{21}\u{11}",
            "\u{21}\u{21}\u{00}\u{24}", "\u{20}\u{00}", "::ffff:192.0.2.1", "192.0.2.1", "[::1]:80",
            "10.0.0.1", "fd00::1", ", ", "unknown", "65535", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ].map(latin1)
    }

    nonisolated(unsafe) private static let room = GuardedRoom()
    private static let ranges: [[AddressRange]] = [
        [], ["10.0.0.0/8", "fd00::/8", "127.0.0.1"], ["0.0.0.0/0"], ["::/0"],
    ].map { $0.map { AddressRange.parse(latin1($0).span)! } }

    static func run(_ input: [UInt8]) {
        guard let first = input.first else { return }
        let bytes = Array(input[1...])
        if first & 1 == 0 {
            judgeHeader(bytes)
            for mode in [ProxyProtocolMode.off, .optional, .required] {
                judgeChoice(bytes, ProtocolChoice(proxyProtocol: mode, speaksTLS: first & 2 != 0))
            }
        } else {
            judgeList(bytes, trusted: ranges[Int(first >> 1) % ranges.count])
        }
    }

    // MARK: PROXY headers

    private static func verdict(_ bytes: [UInt8]) -> ProxyCase.Verdict {
        room.withSpan(of: bytes) { span in
            do throws(ProxyHeaderError) {
                guard let header = try ProxyHeader.parse(span) else { return .incomplete }
                return .source(header.source, byteCount: header.byteCount)
            } catch {
                return .refused(error)
            }
        }
    }

    /// Where what has come is judged: everywhere at its beginning.
    private static func ends(_ count: Int) -> [Int] {
        Array(0...min(count, 120)) + stride(from: 121, to: count, by: 97) + [count]
    }

    private static func judgeHeader(_ bytes: [UInt8]) {
        let whole = verdict(bytes)
        for end in ends(bytes.count) {
            let piece = Array(bytes[..<end])
            let early = verdict(piece)
            precondition(
                early == .incomplete || early == whole, "\(early) of \(end), then \(whole)")
            let mayStart = room.withSpan(of: piece) { ProxyHeader.mayStart($0) }
            precondition(mayStart || early == .refused(.missing) || end == 0, "\(early) of \(end)")
        }
        guard case .source(let source, let byteCount) = whole else { return }
        precondition(byteCount <= bytes.count && byteCount <= Limits.proxyHeaderBytes)
        precondition(verdict(Array(bytes[..<byteCount])) == whole)
        guard case .address(let address, let port) = source else { return }
        let (text, number) = bytes[0] == 0x50 ? line(bytes, byteCount) : block(bytes)
        precondition(address == text && port == number, "\(address) \(port), not \(text) \(number)")
    }

    /// As the words of a line have it.
    private static func line(_ bytes: [UInt8], _ count: Int) -> (IPAddress, UInt16) {
        precondition(bytes[..<count].suffix(2).elementsEqual([13, 10]))
        let words = bytes[..<(count - 2)].split(separator: 32, omittingEmptySubsequences: false)
        precondition(words.count == 6)
        let source = Reference.address(Array(words[2]))
        precondition(source != nil && Reference.address(Array(words[3])) != nil)
        return (source!, UInt16(String(decoding: words[4], as: UTF8.self))!)
    }

    /// As the octets of a block have it, whose addresses stand in the order of the network.
    private static func block(_ bytes: [UInt8]) -> (IPAddress, UInt16) {
        let count = bytes[13] >> 4 == 1 ? 4 : 16
        let port = UInt16(bytes[16 + 2 * count]) << 8 | UInt16(bytes[17 + 2 * count])
        return (Reference.address(octets: Array(bytes[16..<16 + count])), port)
    }

    /// What is decided stays decided, whatever else comes.
    private static func judgeChoice(_ bytes: [UInt8], _ choice: ProtocolChoice) {
        var decided: ProtocolChoice.Decision?
        for end in ends(bytes.count) {
            var choice = choice
            let decision = room.withSpan(of: Array(bytes[..<end])) { choice.next($0) }
            if let decided { precondition(decision == decided, "\(decided), then \(decision)") }
            if decision != .undecided { decided = decision }
        }
    }

    // MARK: Forwarded fields

    private static func judgeList(_ value: [UInt8], trusted: [AddressRange]) {
        let client = room.withSpan(of: value) { ForwardedFor.client(of: $0, trusted: trusted) }
        let expected = Reference.client(of: value, trusted: trusted)
        precondition(client == expected, "\(client as Any), not \(expected as Any)")
        if let client {
            let text = Array(client.text.utf8)
            precondition(text.count <= 39 && IPAddress.parse(text.span) == client)
            precondition(Reference.address(text) == client)
        }
        if value.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) { return }
        // On one line, and each element on its own: RFC 9110 §5.3.
        let elements = value.split(separator: 0x2C, omittingEmptySubsequences: false).map(
            Array.init)
        for lines in [[value], elements] where lines.count < Limits.fieldCount - 2 {
            var head = latin1("GET / HTTP/1.1\r\nHost: a\r\n")
            for line in lines { head += latin1("x-forwarded-FOR:") + line + [13, 10] }
            head += latin1("Via: 1.1 p\r\n\r\n")
            let said = room.withSpan(of: head) { span in
                let parsed = try! RequestHeadParser().parseHead(span)!
                precondition(parsed.request.isForwarded)
                return parsed.request.withList(.forwardedFor, of: span) {
                    ForwardedFor.client(of: $0, trusted: trusted)
                }
            }
            precondition(said == client, "\(said as Any) on \(lines.count) lines")
        }
    }
}

/// The same by other means.
private enum Reference {
    /// inet_pton(3).
    static func address(_ text: [UInt8]) -> IPAddress? {
        if text.contains(0) { return nil }
        let isIPv6 = text.contains(0x3A)
        var octets = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        let family = isIPv6 ? AF_INET6 : AF_INET
        let string = text.map { CChar(bitPattern: $0) } + [0]
        return inet_pton(family, string, &octets) == 1 ? address(octets: octets) : nil
    }

    static func address(octets: [UInt8]) -> IPAddress {
        let number = octets.reduce((high: UInt64(0), low: UInt64(0))) {
            ($0.high << 8 | $0.low >> 56, $0.low << 8 | UInt64($1))
        }
        if octets.count == 4 { return IPAddress(ipv4: UInt32(number.low)) }
        return IPAddress(high: number.high, low: number.low)
    }

    static func client(of value: [UInt8], trusted: [AddressRange]) -> IPAddress? {
        var client: IPAddress?
        for element in value.split(separator: 0x2C).reversed() {
            let text = element.drop { $0 == 32 || $0 == 9 }.reversed()
                .drop { $0 == 32 || $0 == 9 }.reversed()
            if text.isEmpty { continue }
            guard let address = one(Array(text)) else { return nil }
            client = address
            if !trusted.contains(where: { $0.contains(address) }) { break }
        }
        return client
    }

    /// With or without port.
    private static func one(_ text: [UInt8]) -> IPAddress? {
        let colons = text.count { $0 == 0x3A }
        if text[0] == 0x5B {
            guard let end = text.firstIndex(of: 0x5D), text[1..<end].contains(0x3A),
                end + 1 == text.count || text[end + 1] == 0x3A && isPort(text[(end + 2)...])
            else { return nil }
            return address(Array(text[1..<end]))
        }
        guard colons == 1, let colon = text.firstIndex(of: 0x3A) else { return address(text) }
        return isPort(text[(colon + 1)...]) ? address(Array(text[..<colon])) : nil
    }

    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        (1...5).contains(text.count) && text.allSatisfy { (0x30...0x39).contains($0) }
    }
}

private enum ForwardedForSeeds {
    static var all: [[UInt8]] {
        [
            "192.0.2.1", "192.0.2.1, 10.0.0.1", "10.0.0.9, 192.0.2.1:80, 10.0.0.1",
            "[2001:db8::1]:443",
            "2001:db8::1, [fd00::1]:80", ", unknown,,192.0.2.1 ,", "::ffff:10.0.0.1",
            "1:2:3:4:5:6:7:8", "1::8", "::", "[::1]]", "0.0.0.0", "192.0.2.01",
        ].flatMap { text in (0..<4).map { [UInt8(2 * $0 + 1)] + latin1(text) } }
    }
}
