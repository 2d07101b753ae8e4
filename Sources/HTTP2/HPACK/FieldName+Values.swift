// What the values of some fields must be: decided once, when they are read.

internal import HTTP

extension FieldName {
    /// Whether the value is one that such a field may have, beyond what all values must be.
    /// - Parameter text: where it stands; of those that aren't kept, it stands last.
    @inline(never)
    func accepts(_ value: ByteRange, in text: Span<UInt8>) -> Bool {
        switch self {
        case .method: text.isToken(value)
        case .scheme: text.isScheme(value)
        case .path: text.isPath(value)
        case .authority, .known(.host):
            Authority.isValid(text, at: value, portRequired: false)
        // RFC 9113 §8.2.2: `trailers` and nothing else.
        case .transferOptions: text.extracting(value.indices).equals("trailers")
        default: true
        }
    }
}

extension Span where Element == UInt8 {
    fileprivate func isToken(_ range: ByteRange) -> Bool {
        for index in range.indices where !self[index].isToken { return false }
        return !range.isEmpty
    }

    /// RFC 3986 §3.1.
    fileprivate func isScheme(_ range: ByteRange) -> Bool {
        let scheme = extracting(range.indices)
        if scheme.equals("https") || scheme.equals("http") { return true }
        guard scheme.count > 0, scheme[0].isLetter else { return false }
        for index in scheme.indices {
            switch scheme[index] {
            case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): break
            case let byte where byte.isLetter || byte.isDigit: break
            default: return false
            }
        }
        return true
    }

    /// RFC 9113 §8.3.1, whatever the scheme: in origin form, or the asterisk of OPTIONS. Visible
    /// octets, as in a request line of HTTP/1.
    fileprivate func isPath(_ range: ByteRange) -> Bool {
        let path = extracting(range.indices)
        for index in path.indices where !path[index].isVisible { return false }
        return path.count > 0 && path[0] == UInt8(ascii: "/") || path.equals("*")
    }
}
