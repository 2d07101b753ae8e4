// The name of a host as requests have it, from a file's name.

import HTTP

enum HostName {
    /// In lower case, letters of other scripts as `xn--…` (RFC 5891 §4.4, without its tables: letters
    /// beyond Latin-1, Greek and Cyrillic must be in lower case already).
    static func parse(_ text: [UInt8]) -> Result<[UInt8], PageNameError> {
        if IPAddress.parseIPv4(text.span) != nil { return .success(text) }
        if text.first == UInt8(ascii: "[") { return address(text) }
        if IPAddress.parseIPv6(text.span) != nil {
            return address([UInt8]("[") + text + [UInt8]("]"))
                .flatMap { .failure(.unbracketed($0)) }
        }
        if text.contains(UInt8(ascii: "*")) { return .failure(.wildcard) }
        if let colon = text.lastIndex(of: UInt8(ascii: ":")), colon > 0,
            text[(colon + 1)...].allSatisfy({ $0.isDigit })
        {
            return .failure(.port(Array(text[..<colon])))
        }
        var host: [UInt8] = []
        var isName = false
        for label in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            let scalars = scalars(of: label)
            if scalars.contains(where: { (0x300...0x36F).contains($0) }) {
                return .failure(.decomposed)
            }
            guard let written = self.label(scalars) else { return .failure(.host) }
            if !host.isEmpty { host.append(UInt8(ascii: ".")) }
            host += written
            // A last label of digits makes a host an IPv4 address for its clients.
            isName = !label.allSatisfy { $0.isDigit }
        }
        return isName && host.count <= 253 ? .success(host) : .failure(.host)
    }

    /// An IPv6 address in the one way in which clients write it: RFC 5952.
    private static func address(_ text: [UInt8]) -> Result<[UInt8], PageNameError> {
        let inner = Array(text.dropFirst().dropLast())
        if let end = text.lastIndex(of: UInt8(ascii: "]")), end < text.count - 1,
            text[end + 1] == UInt8(ascii: ":")
        {
            return .failure(.port(Array(text[...end])))
        }
        guard text.last == UInt8(ascii: "]"), let address = IPAddress.parse(inner.span) else {
            return .failure(.host)
        }
        var host = [UInt8(ascii: "[")]
        address.write(into: &host)
        host.append(UInt8(ascii: "]"))
        return .success(host)
    }

    /// Empty for what isn't UTF-8.
    private static func scalars(of text: ArraySlice<UInt8>) -> [UInt32] {
        var scalars: [UInt32] = []
        for scalar in (String(validating: text, as: UTF8.self) ?? "").unicodeScalars {
            scalars.append(lowercased(scalar.value))
        }
        return scalars
    }

    /// Nil: not one.
    private static func label(_ scalars: [UInt32]) -> [UInt8]? {
        if scalars.contains(where: isNoLetter) { return nil }
        var label = scalars.filter { $0 < 0x80 }.map { UInt8(truncatingIfNeeded: $0) }
        if label.count < scalars.count {
            label = [UInt8]("xn--") + Punycode.encode(scalars)
        }
        let hyphen = UInt8(ascii: "-")
        guard (1...63).contains(label.count), label.first != hyphen, label.last != hyphen else {
            return nil
        }
        for byte in label
        where !byte.isLetter && !byte.isDigit && byte != hyphen && byte != UInt8(ascii: "_") {
            return nil
        }
        return label
    }

    /// Controls, spaces and punctuation beyond ASCII.
    private static func isNoLetter(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x80...0xA0, 0x2000...0x200B, 0x200E...0x206F, 0x3000, 0xFFF9...: true
        default: false
        }
    }

    private static func lowercased(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x391...0x3A9, 0x410...0x42F: scalar + 0x20
        case 0x400...0x40F: scalar + 0x50
        default: scalar
        }
    }
}

/// RFC 3492.
enum Punycode {
    static func encode(_ scalars: [UInt32]) -> [UInt8] {
        var output = scalars.filter { $0 < 0x80 }.map { UInt8(truncatingIfNeeded: $0) }
        let basic = output.count
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (handled, next, delta, bias) = (basic, UInt32(0x80), 0, 72)
        while handled < scalars.count {
            guard let smallest = scalars.filter({ $0 >= next }).min() else { break }
            delta += Int(smallest - next) * (handled + 1)
            next = smallest
            for scalar in scalars {
                if scalar < next { delta += 1 }
                guard scalar == next else { continue }
                append(delta, bias, to: &output)
                bias = adapt(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            next += 1
        }
        return output
    }

    private static func append(_ delta: Int, _ bias: Int, to output: inout [UInt8]) {
        var rest = delta
        var k = 36
        while true {
            let threshold = min(max(k - bias, 1), 26)
            if rest < threshold { break }
            output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
            rest = (rest - threshold) / (36 - threshold)
            k += 36
        }
        output.append(digit(rest))
    }

    private static func digit(_ number: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: number < 26 ? 0x61 + number : 0x30 - 26 + number)
    }

    private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}
