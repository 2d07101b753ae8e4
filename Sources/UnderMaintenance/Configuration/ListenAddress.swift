// Addresses as people write them, both ways, and which of two would take the other's connections.

import HTTP
import Kernel

/// Why an item of a list of addresses is refused.
enum ListenRefusal: Error, Equatable {
    case empty, offAmongOthers, url, path, portRange, unexpanded
    /// What is meant: the item without its protocol, the items with commas, the port inside.
    case protocolBehind([UInt8])
    case blanks([UInt8])
    case blanksInside([UInt8])
    case mapping([UInt8])
    case portOutOfRange, portNotANumber, noPort
    case name, star, notAnAddress, unbracketed, bracketedIPv4
    case relativePath, slashes, longPath
}

enum ListenAddress {
    static let forms = "port, :port, address:port, [v6]:port, unix:/path or off"

    /// `port`, `:port`, `address:port`, `[v6]:port` or `unix:/path`.
    static func parse(_ item: [UInt8]) throws(ListenRefusal) -> SocketAddress {
        if item.isEmpty { throw .empty }
        if item.isOff { throw .offAmongOthers }
        if item.hasPrefix("unix:") {
            let path = Array(item[5...])
            if isParted(Array(path.prefix(1))) { throw parted(item) }
            return try unix(path)
        }
        if item.contains(UInt8(ascii: "$")) { throw .unexpanded }
        if item.contains("://") { throw .url }
        if item.hasPrefix("/") { throw .path }
        if item.hasSuffix("/tcp") || item.hasSuffix("/udp") {
            throw .protocolBehind(Array(item.dropLast(4)))
        }
        if isParted(item) { throw parted(item) }
        if item[0] == UInt8(ascii: "[") { return try bracketed(item) }
        guard let (host, portText) = split(item) else {
            if item.decimal() != nil { return .any(port: try port(item)) }
            if IPAddress.parse(item.span) != nil { throw .noPort }
            if isRange(item) { throw .portRange }
            throw isDotted(item) ? .notAnAddress : .name
        }
        if isRange(portText) { throw .portRange }
        if host.isEmpty { return .any(port: try port(portText)) }
        if isMapped(host), portText.decimal() != nil { throw .mapping(portText) }
        if host.contains(UInt8(ascii: ":")) {
            throw isIPv6(host) || isIPv6(item) ? .unbracketed : .notAnAddress
        }
        if host == [UInt8(ascii: "*")] { throw .star }
        guard let address = IPAddress.parse(host.span) else {
            throw isDotted(host) ? .notAnAddress : .name
        }
        return SocketAddress(address, port: try port(portText))
    }

    /// What stands before and behind the last colon.
    static func split(_ item: [UInt8]) -> (host: [UInt8], port: [UInt8])? {
        guard let mark = item.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        return (Array(item[..<mark]), Array(item[(mark + 1)...]))
    }

    static func isIPv6(_ text: [UInt8]) -> Bool {
        text.contains(UInt8(ascii: ":")) && IPAddress.parse(text.span) != nil
    }

    /// True when the kernel would refuse the two side by side, or one would get nothing.
    static func overlap(_ one: SocketAddress, _ other: SocketAddress) -> Bool {
        switch (one, other) {
        case (.unix(let path), .unix(let otherPath)):
            return path.equals(otherPath)
        case (.unix, _), (_, .unix):
            return false
        case (.ipv4(let address, let port), .ipv4(let otherAddress, let otherPort)):
            let meets = address == otherAddress || address == 0 || otherAddress == 0
            return meets && port == otherPort
        case (.ipv6(let high, let low, let port), .ipv4(_, let otherPort)),
            (.ipv4(_, let otherPort), .ipv6(let high, let low, let port)):
            return high == 0 && low == 0 && port == otherPort
        case (.ipv6(let high, let low, let port), .ipv6(let otherHigh, let otherLow, let other)):
            let meets =
                (high == otherHigh && low == otherLow) || (high == 0 && low == 0)
                || (otherHigh == 0 && otherLow == 0)
            return meets && port == other
        }
    }

    private static func unix(_ path: [UInt8]) throws(ListenRefusal) -> SocketAddress {
        guard path.hasPrefix("/") else { throw .relativePath }
        // Two slashes would hide that two items are one path, and may begin a URL's host.
        guard !path.hasPrefix("//") else { throw .slashes }
        guard path.count <= 107 else { throw .longPath }
        return .unix(path: String(bytes: path))
    }

    private static func bracketed(_ item: [UInt8]) throws(ListenRefusal) -> SocketAddress {
        guard let end = item.firstIndex(of: UInt8(ascii: "]")) else { throw .notAnAddress }
        let host = Array(item[1..<end])
        guard let address = IPAddress.parse(host.span) else { throw .notAnAddress }
        guard isIPv6(host) else { throw .bracketedIPv4 }
        let rest = Array(item[(end + 1)...])
        if rest.isEmpty { throw .noPort }
        guard rest.hasPrefix(":") else { throw .notAnAddress }
        return SocketAddress(address, port: try port(Array(rest[1...])))
    }

    private static func port(_ text: [UInt8]) throws(ListenRefusal) -> UInt16 {
        guard let number = text.decimal() else { throw .portNotANumber }
        guard Variable.port.bounds.contains(number) else { throw .portOutOfRange }
        return UInt16(number)
    }

    /// What stands before the inner port of a mapping: a port, or an IPv4 address and a port.
    private static func isMapped(_ host: [UInt8]) -> Bool {
        guard let (address, port) = split(host) else { return host.decimal() != nil }
        return port.decimal() != nil && IPAddress.parseIPv4(address.span) != nil
    }

    /// `8080-8090`
    private static func isRange(_ text: [UInt8]) -> Bool {
        guard let hyphen = text.firstIndex(of: UInt8(ascii: "-")) else { return false }
        return Array(text[..<hyphen]).decimal() != nil
            && Array(text[(hyphen + 1)...]).decimal() != nil
    }

    private static func isParted(_ bytes: [UInt8]) -> Bool {
        bytes.contains { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == UInt8(ascii: ";") }
    }

    /// What is meant by an item with blanks or semicolons in it: one address, if it is one without
    /// them or with a colon in their place, else several.
    private static func parted(_ item: [UInt8]) -> ListenRefusal {
        let colon = UInt8(ascii: ":")
        let parts = item.parts()
        if parts.allSatisfy({ isAddress($0) }), parts.count > 1 {
            return .blanks(.joined(parts, by: ","))
        }
        // `127.0.0.1: 80` and `127.0.0.1 80`; two numbers are no address and its port.
        for mark: StaticString in ["", ":"] {
            let one: [UInt8] = .joined(parts, by: mark)
            if one.contains(colon) || parts.count == 1, isAddress(one) {
                return .blanksInside(one)
            }
        }
        return .notAnAddress
    }

    private static func isAddress(_ item: [UInt8]) -> Bool {
        do throws(ListenRefusal) {
            _ = try parse(item)
            return true
        } catch {
            return false
        }
    }

    /// Meant as an IPv4 address, right or wrong.
    private static func isDotted(_ text: [UInt8]) -> Bool {
        text.allSatisfy { $0 == UInt8(ascii: ".") || ($0 >= 0x30 && $0 <= 0x39) }
    }
}

extension SocketAddress {
    init(_ address: IPAddress, port: UInt16) {
        self =
            address.isIPv4
            ? .ipv4(UInt32(truncatingIfNeeded: address.low), port: port)
            : .ipv6(high: address.high, low: address.low, port: port)
    }

    var isLocal: Bool { if case .unix = self { true } else { false } }

    /// Whether everybody can reach it who is let through; the wildcard stands for any address.
    @inline(never)
    var isGlobal: Bool {
        guard let ipAddress else { return false }
        if ipAddress == IPAddress(ipv4: 0) || ipAddress == IPAddress(high: 0, low: 0) {
            return false
        }
        return !Configuration.localNetworks.contains { $0.contains(ipAddress) }
    }

    /// nil for a path.
    var port: UInt16? {
        switch self {
        case .ipv4(_, let port), .ipv6(_, _, let port): port
        case .unix: nil
        }
    }

    /// nil for a path.
    var ipAddress: IPAddress? {
        switch self {
        case .ipv4(let number, _): IPAddress(ipv4: number)
        case .ipv6(let high, let low, _): IPAddress(high: high, low: low)
        case .unix: nil
        }
    }

    /// `[::]:80`, `127.0.0.1:8080`, `unix:/run/x.sock`.
    @inline(never)
    var text: String {
        switch self {
        case .unix(let path): return "unix:" + path
        case .ipv4(_, let port), .ipv6(_, _, let port):
            guard let address = ipAddress else { return "" }
            let host = address.isIPv4 ? address.text : "[" + address.text + "]"
            return host + ":" + String(port)
        }
    }
}

extension IPAddress {
    /// RFC 5952's form.
    @inline(never)
    var text: String {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return String(bytes: bytes)
    }
}
