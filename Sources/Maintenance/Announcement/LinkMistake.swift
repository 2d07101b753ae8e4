// Whether a browser would open a link, by what the URL Standard's parser refuses.

import HTTP

package enum LinkMistake: Equatable {
    /// None of those that are taken.
    case scheme
    /// A character that stands in no URL as it is, or shows it in another order.
    case character
    case noHost
    /// Not one: of a name; of an IPv6 address, in brackets or without; of a name that ends in a number.
    case host, ipv6, ipv4
    case port
    /// Behind `mailto:` and `tel:`.
    case address, number

    /// - Parameter url: in UTF-8, without a user.
    /// - Returns: nil for one that may be shown.
    static func of(_ url: [UInt8]) -> LinkMistake? {
        guard url.cleaned(keepsLines: false) == url, !hasForbidden(url) else { return .character }
        if let number = rest(of: url, behind: "tel:") { return isNumber(number) ? nil : .number }
        if let address = rest(of: url, behind: "mailto:") {
            return isAddress(address) ? nil : .address
        }
        guard let rest = rest(of: url, behind: "https://") ?? rest(of: url, behind: "http://")
        else { return .scheme }
        return ofAuthority(Array(rest.prefix { !endsAuthority($0) }))
    }

    @inline(never)
    private static func rest(of url: [UInt8], behind scheme: String) -> [UInt8]? {
        let count = scheme.utf8.count
        guard Array(url.prefix(count)).equalsIgnoringCase(scheme) else { return nil }
        return Array(url[count...])
    }

    @inline(never)
    private static func hasForbidden(_ url: [UInt8]) -> Bool {
        for byte in url where byte <= 0x20 || byte == 0x7F { return true }
        for byte in Array("\"<>\\^`{|}".utf8) where url.contains(byte) { return true }
        // U+2028, U+2029 and the isolates.
        for index in url.indices.dropLast(2) where url[index] == 0xE2 {
            let (second, last) = (url[index + 1], url[index + 2])
            if second == 0x80, last == 0xA8 || last == 0xA9 { return true }
            if second == 0x81, (0xA6...0xA9).contains(last) { return true }
        }
        return false
    }

    static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// Host and port.
    @inline(never)
    private static func ofAuthority(_ authority: [UInt8]) -> LinkMistake? {
        let colon = UInt8(ascii: ":")
        var end = authority.firstIndex(of: colon) ?? authority.count
        if authority.first == UInt8(ascii: "[") {
            guard let bracket = authority.firstIndex(of: UInt8(ascii: "]")),
                IPAddress.parseIPv6(authority.span.extracting(1..<bracket)) != nil
            else { return .ipv6 }
            end = bracket + 1
        } else if authority.count(where: { $0 == colon }) > 1 {
            return .ipv6
        } else if let mistake = ofHost(authority[..<end]) {
            return mistake
        }
        if end == authority.count { return nil }
        guard authority[end] == colon else { return .ipv6 }
        let port = Array(authority[(end + 1)...])
        return port.isEmpty || (1...65_535).contains(port.decimal() ?? 0) ? nil : .port
    }

    /// The host parser, §3.5.
    private static func ofHost(_ written: ArraySlice<UInt8>) -> LinkMistake? {
        if written.isEmpty { return .noHost }
        for scalar in String(decoding: written, as: UTF8.self).unicodeScalars {
            if isForbidden(scalar.value) { return .host }
        }
        return isBrokenIPv4(Array(written)) ? .ipv4 : nil
    }

    /// Of a domain (URL §3.1), an escape too, which nobody writes there; beyond ASCII spaces, and what is
    /// neither letter nor sign, which UTS #46 makes a space of or takes for none.
    private static func isForbidden(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0...0x20, 0x7F...0xA0: true
        case 0x23, 0x25, 0x2F, 0x3A, 0x3C, 0x3E, 0x3F, 0x40, 0x5B, 0x5C, 0x5D, 0x5E, 0x7C: true
        case 0x061C, 0x1680, 0x2000...0x200A, 0x200E, 0x200F, 0x2028...0x202F, 0x205F: true
        case 0x2066...0x2069, 0x3000, 0xE000...0xF8FF, 0xFFF9...0xFFFF, 0xE0000...: true
        // In full width they are the same.
        case 0xFF01...0xFF5E: isForbidden(scalar - 0xFEE0)
        default: false
        }
    }

    /// Whether its last label is a number, and the whole no address of IPv4, which may be hexadecimal,
    /// octal or shorter (§3.5, "ends in a number").
    private static func isBrokenIPv4(_ name: [UInt8]) -> Bool {
        var labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if labels.count > 1, labels[labels.count - 1].isEmpty { labels.removeLast() }
        guard let last = labels.last, !last.isEmpty else { return false }
        guard number(last) != nil || last.allSatisfy({ $0.isDigit }) else { return false }
        if labels.count > 4 { return true }
        for (index, label) in labels.enumerated() {
            let bits = index == labels.count - 1 ? 8 * (5 - labels.count) : 8
            guard let number = number(label), number >> bits == 0 else { return true }
        }
        return false
    }

    private static func number(_ label: ArraySlice<UInt8>) -> Int? {
        var digits = label
        var radix = 10
        if label.count > 1, label.first == UInt8(ascii: "0") {
            digits = label.dropFirst()
            radix = 8
            if digits.first?.lowercased == UInt8(ascii: "x") {
                digits = digits.dropFirst()
                radix = 16
            }
        } else if label.isEmpty {
            return nil
        }
        var number = 0
        for byte in digits {
            guard let digit = digit(byte), digit < radix else { return nil }
            number = min(number * radix + digit, 1 << 40)
        }
        return number
    }

    private static func digit(_ byte: UInt8) -> Int? {
        if byte.isDigit { return Int(byte) - 0x30 }
        return (0x61...0x66).contains(byte.lowercased) ? Int(byte.lowercased) - 0x57 : nil
    }

    /// RFC 3966 §3: digits and what parts them, parameters behind a semicolon.
    private static func isNumber(_ text: [UInt8]) -> Bool {
        var hasDigit = false
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: ";"): return hasDigit
            case UInt8(ascii: "+") where index == 0: break
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"): break
            case UInt8(ascii: "*"): hasDigit = true
            case _ where byte.isDigit: hasDigit = true
            default: return false
            }
        }
        return hasDigit
    }

    /// RFC 6068 §2: addresses with commas between them, fields behind a question mark.
    private static func isAddress(_ text: [UInt8]) -> Bool {
        // Bytes of the name, and of the domain, if there is one.
        var (name, domain) = (0, -1)
        for byte in text {
            switch byte {
            case UInt8(ascii: "?"): return domain > 0
            case UInt8(ascii: ","):
                if domain < 1 { return false }
                (name, domain) = (0, -1)
            case UInt8(ascii: "@"):
                if name == 0 { return false }
                domain = 0
            default:
                if domain < 0 { name += 1 } else { domain += 1 }
            }
        }
        return domain > 0 && text[0] != UInt8(ascii: "/")
    }
}
