// Addresses in the operator's text as links.

import HTTP

extension [UInt8] {
    /// As text of HTML, in which URLs of the web and e-mail addresses are links.
    mutating func append(linked text: [UInt8]) {
        let addresses = AddressFinder(text: text)
        var position = 0
        var plain = 0
        while position < text.count {
            guard let address = addresses.find(at: position) else {
                position += 1
                continue
            }
            guard address.kind != .doubtful else {
                position = address.end
                continue
            }
            append(escapedMarkup: Array(text[plain..<position]))
            let words = Array(text[position..<address.end])
            append("<a href=\"")
            if address.kind == .mail { append("mailto:") }
            append(escapedMarkup: words)
            append("\" rel=\"nofollow noopener noreferrer\">")
            append(escapedMarkup: words)
            append("</a>")
            position = address.end
            plain = position
        }
        append(escapedMarkup: Array(text[plain...]))
    }
}

/// Finds what a reader would take for an address. What isn't one for certain stays text: half an
/// address, or one with somebody's name in front of the host, leads astray.
private struct AddressFinder {
    struct Address {
        enum Kind { case web, mail, doubtful }

        let kind: Kind
        let end: Int
    }

    let text: [UInt8]

    /// - Returns: the address that begins here; nil: none does.
    func find(at start: Int) -> Address? {
        guard text[start].isAlphanumeric, isBeginning(start) else { return nil }
        if let host = behindScheme(start) {
            if let end = webEnd(from: host) { return Address(kind: .web, end: end) }
            // Nor is any part of it an address.
            let end = text[host...].firstIndex { $0 <= 0x20 }
            return Address(kind: .doubtful, end: end ?? text.count)
        }
        return mailEnd(from: start).map { Address(kind: .mail, end: $0) }
    }

    /// Whether nothing in front of it belongs to the same word.
    private func isBeginning(_ start: Int) -> Bool {
        guard start > 0 else { return true }
        let before = text[start - 1]
        // O'Hara, but 'word'.
        if before == UInt8(ascii: "'") { return start < 2 || !text[start - 2].isAlphanumeric }
        if before < 0x80 { return !before.isAlphanumeric && !Self.joins(before) }
        return start < 2 || letterBytes(at: start - 2) == 0
    }

    private func webEnd(from host: Int) -> Int? {
        var position = host
        // Behind the last byte that isn't the sentence's punctuation.
        var end = host
        var isInHost = true
        var parentheses = 0
        scan: while position < text.count {
            let byte = text[position]
            position += 1
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"),
                UInt8(ascii: "!"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "_"):
                continue
            case UInt8(ascii: "("):
                parentheses += 1
                continue
            case UInt8(ascii: ")"):
                parentheses -= 1
                if parentheses < 0 { break scan }
            case UInt8(ascii: "@"): if isInHost { return nil }
            case UInt8(ascii: "?"):
                isInHost = false
                continue
            case UInt8(ascii: "/"), UInt8(ascii: "#"): isInHost = false
            case UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "+"),
                UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "~"):
                break
            case _ where byte.isAlphanumeric: break
            default:
                let letter = letterBytes(at: position - 1)
                if letter == 0 { break scan }
                position += letter - 1
            }
            end = position
        }
        return end > host && isLetterOrDigit(at: host) ? end : nil
    }

    /// - Returns: where the host begins, behind `https://` or `http://`.
    private func behindScheme(_ start: Int) -> Int? {
        guard text[start].lowercased == UInt8(ascii: "h") else { return nil }
        for scheme: StaticString in ["https://", "http://"] {
            let name = [UInt8](scheme)
            guard start + name.count < text.count else { continue }
            var isSame = true
            for index in name.indices where text[start + index].lowercased != name[index] {
                isSame = false
            }
            if isSame { return start + name.count }
        }
        return nil
    }

    private func mailEnd(from start: Int) -> Int? {
        var position = start
        // RFC 5321 §4.5.3.1: 64 octets and 255.
        while position < text.count, position - start < 64, Self.isLocal(text[position]) {
            position += 1
        }
        guard position < text.count, text[position] == UInt8(ascii: "@"),
            text[position - 1] != UInt8(ascii: ".")
        else { return nil }
        let domain = position + 1
        var end: Int?
        var label = domain
        while label - domain <= 255 {
            position = label
            while position < text.count, Self.isOfHost(text[position]) { position += 1 }
            guard position > label, text[label] != UInt8(ascii: "-"),
                text[position - 1] != UInt8(ascii: "-")
            else { break }
            // A top-level domain begins with a letter and has another.
            let isTop = label > domain && position - label > 1 && !text[label].isDigit
            end = isTop ? position : nil
            guard position < text.count, text[position] == UInt8(ascii: ".") else { break }
            label = position + 1
        }
        guard let end else { return nil }
        if end < text.count {
            let next = text[end]
            let isWhole = next != UInt8(ascii: "@") && next != UInt8(ascii: "_")
            guard isWhole, !Self.isOfHost(next), letterBytes(at: end) == 0 else { return nil }
        }
        return end
    }

    private func isLetterOrDigit(at position: Int) -> Bool {
        text[position].isAlphanumeric || letterBytes(at: position) > 0
    }

    /// Two, where a letter of Latin, Greek or Cyrillic begins that isn't ASCII: those scripts part
    /// their words by spaces, so that what stands there belongs to the address.
    private func letterBytes(at position: Int) -> Int {
        guard position + 1 < text.count, text[position] & 0xE0 == 0xC0 else { return 0 }
        let scalar = UInt16(text[position] & 0x1F) << 6 | UInt16(text[position + 1] & 0x3F)
        return (0xC0...0x52F).contains(scalar) ? 2 : 0
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte == UInt8(ascii: "-")
    }

    /// What may stand in front of the @ of an address that needs no escaping in a URL.
    private static func isLocal(_ byte: UInt8) -> Bool {
        isOfHost(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "+")
    }

    /// What joins words to one address.
    private static func joins(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "="),
            UInt8(ascii: "&"), UInt8(ascii: "#"), UInt8(ascii: "~"), UInt8(ascii: "$"),
            UInt8(ascii: "!"), UInt8(ascii: "*"):
            true
        default: false
        }
    }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool { isDigit || isLetter }
}
