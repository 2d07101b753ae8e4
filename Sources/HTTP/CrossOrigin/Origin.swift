// Who asks, when a script of another site does.

package enum Origin {
    /// Whether it is an origin as browsers write it (RFC 6454 §6.1): `null`, or scheme, host and
    /// port in the few characters these are made of.
    package static func isValid(_ text: Span<UInt8>) -> Bool {
        if text.count == 4, text.has("null", at: 0) { return true }
        guard text.count <= Limits.originBytes, text.count > 0, text[0].isLetter else {
            return false
        }
        var hasSeparator = false
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
                break
            case UInt8(ascii: "/"):
                guard !hasSeparator, text.has("//", at: index), text[index - 1] == 0x3A else {
                    return false
                }
                hasSeparator = true
                index += 1
            default: guard byte.isLetter || byte.isDigit else { return false }
            }
            index += 1
        }
        return hasSeparator
    }

    /// Whether it is the origin of a page of that host, under whatever scheme of the web and port.
    /// - Parameter authority: `host[:port]`.
    package static func isPage(_ origin: Span<UInt8>, of authority: Span<UInt8>) -> Bool {
        guard let start = startOfHost(origin) else { return false }
        let own = origin.extracting(start...)
        let count = Authority.endOfHost(own)
        guard count > 0, count == Authority.endOfHost(authority) else { return false }
        for index in 0..<count where own[index].lowercased != authority[index].lowercased {
            return false
        }
        return true
    }

    /// Where the host of an `http` or `https` origin stands.
    private static func startOfHost(_ origin: Span<UInt8>) -> Int? {
        guard origin.hasName("http", at: 0) else { return nil }
        if origin.has("://", at: 4) { return 7 }
        return origin.hasName("s", at: 4) && origin.has("://", at: 5) ? 8 : nil
    }

    /// The origin as browsers write it (RFC 6454 §6.1): in lower case and without the port that
    /// its scheme implies.
    /// - Returns: nil if it names no site: `null` is any page's that wants to be it.
    package static func canonical(_ text: [UInt8]) -> [UInt8]? {
        var origin = text.map { $0.lowercased }
        guard isValid(origin.span),
            let start = origin.indices.first(where: { origin.span.has("://", at: $0) })
        else { return nil }
        let site = ByteRange(from: start + 3, to: origin.count)
        guard origin[origin.count - 1] != UInt8(ascii: ":"),
            Authority.isValid(origin.span, at: site, portRequired: false)
        else { return nil }
        for (scheme, port) in impliedPorts
        where origin.starts(with: scheme) && origin[(start + 3)...].ends(with: port) {
            origin.removeLast(port.count)
        }
        return origin
    }

    private static var impliedPorts: [([UInt8], [UInt8])] {
        [([UInt8]("http://"), [UInt8](":80")), ([UInt8]("https://"), [UInt8](":443"))]
    }
}

extension ArraySlice where Element == UInt8 {
    fileprivate func ends(with other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
