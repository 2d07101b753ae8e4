// Addresses as people write them, and the way between the two kinds of address.

import HTTP
import Kernel

extension SocketAddress {
    init(_ address: IPAddress, port: UInt16) {
        self =
            address.isIPv4
            ? .ipv4(UInt32(truncatingIfNeeded: address.low), port: port)
            : .ipv6(high: address.high, low: address.low, port: port)
    }

    var isLocal: Bool { if case .unix = self { true } else { false } }

    /// nil for a path.
    var ipAddress: IPAddress? {
        switch self {
        case .ipv4(let number, _): IPAddress(ipv4: number)
        case .ipv6(let high, let low, _): IPAddress(high: high, low: low)
        case .unix: nil
        }
    }

    /// `[::]:80`, `127.0.0.1:8080`, `unix:/run/x.sock`.
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
    var text: String {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return String(bytes: bytes)
    }
}
