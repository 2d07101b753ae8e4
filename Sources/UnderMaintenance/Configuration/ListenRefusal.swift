// Why an item of a listen list is refused, and what to write instead.

enum ListenRefusal: Error, Equatable {
    case empty
    case offAmongOthers
    case url
    case portOutOfRange
    case portNotANumber
    case noPort
    case name
    case star
    case notAnAddress
    case unbracketed
    case bracketedIPv4
    case relativePath
    case slashes
    case longPath

    static let accepted = "port, :port, address:port, [v6]:port, unix:/path or off"

    var reason: String {
        switch self {
        case .empty: "an item of the list is empty"
        case .offAmongOthers: "off stands alone"
        case .url: "a URL, not an address"
        case .portOutOfRange: "not a port"
        case .portNotANumber: "the port isn't a number"
        case .noPort: "no port"
        case .name: "names aren't looked up"
        case .star: "* isn't an address"
        case .notAnAddress: "not an IP address"
        case .unbracketed: "an IPv6 address without brackets"
        case .bracketedIPv4: "brackets are for IPv6"
        case .relativePath: "not an absolute path"
        case .slashes: "a path, not a URL"
        case .longPath: "a socket's path has at most 107 bytes"
        }
    }

    /// - Parameter standard: the port that is proposed where none was written.
    func cure(for item: [UInt8], port standard: String = "80") -> String {
        let end = ListenAddress.split(item)?.port ?? []
        let port = end.decimal() == nil ? standard : String(bytes: end)
        switch self {
        case .empty: return "leave out the comma too many; accepted: " + Self.accepted
        case .offAmongOthers: return "write off, or leave it out of the list"
        case .url:
            return "write address and port alone, such as :" + standard
        case .portOutOfRange: return "write a port of 1–65535"
        case .portNotANumber: return "write the port as a number of 1–65535"
        case .noPort: return "write " + String(bytes: item) + ":" + standard
        case .name:
            return "write 127.0.0.1:" + port + " or [::1]:" + port + ", or :" + port
                + " for everyone"
        case .star: return "write :" + port
        case .notAnAddress: return "accepted: " + Self.accepted
        case .unbracketed: return "write " + Self.bracketed(item, standard)
        case .bracketedIPv4:
            return "write " + String(bytes: item.filter { $0 != 0x5B && $0 != 0x5D })
        case .relativePath: return "write unix:/ and the rest of the path"
        case .slashes: return "write unix:/" + String(bytes: Self.withoutSlashes(item))
        case .longPath: return "choose a shorter path"
        }
    }

    /// What follows `unix:` and its slashes.
    private static func withoutSlashes(_ item: [UInt8]) -> [UInt8] {
        Array(item.dropFirst(5).drop { $0 == UInt8(ascii: "/") })
    }

    /// `::1:8080` is taken as address and port when it may be that, `fe80::a` as an address.
    private static func bracketed(_ item: [UInt8], _ standard: String) -> String {
        if let (host, portText) = ListenAddress.split(item), let port = portText.decimal(),
            port >= 1, port <= 65535, ListenAddress.isIPv6(host)
        {
            return "[" + String(bytes: host) + "]:" + String(bytes: portText)
        }
        return "[" + String(bytes: item) + "]:" + standard
    }
}
