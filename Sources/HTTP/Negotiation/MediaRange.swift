// Which formats a media range of Accept covers.

/// RFC 9110 §12.5.1. Parameters other than the weight don't count: nobody's answer differs by them.
struct MediaRange {
    static let exact = 3

    /// Bits: 1 HTML, 2 JSON, 4 XML, 8 plain text.
    let formats: UInt8
    /// 3 for a type, 2 for `text/*`, 1 for `*/*`, 0 for one that covers nothing of ours.
    let specificity: Int

    init(_ field: Span<UInt8>, at range: ByteRange) {
        let start = Int(range.start)
        var formats: UInt8 = 0
        var specificity = Self.exact
        switch range.count {
        case 1: if field.has("*", at: start) { (formats, specificity) = (0b1111, 1) }
        case 3: if field.has("*/*", at: start) { (formats, specificity) = (0b1111, 1) }
        case 6: if field.hasName("text/*", at: start) { (formats, specificity) = (0b1001, 2) }
        case 8: if field.hasName("text/xml", at: start) { formats = 0b0100 }
        case 9: if field.hasName("text/html", at: start) { formats = 0b0001 }
        case 10: if field.hasName("text/plain", at: start) { formats = 0b1000 }
        case 13:
            if field.hasName("application/*", at: start) { (formats, specificity) = (0b0110, 2) }
        case 15: if field.hasName("application/xml", at: start) { formats = 0b0100 }
        case 16: if field.hasName("application/json", at: start) { formats = 0b0010 }
        case 23: if field.hasName("application/problem+xml", at: start) { formats = 0b0100 }
        default: break
        }
        // RFC 6839 §3.1: whoever reads such a type reads JSON.
        if formats == 0, range.count > 5,
            field.hasName("+json", at: start &+ Int(range.count) &- 5),
            Self.isType(field.extracting(range.indices))
        {
            formats = 0b0010
        }
        self.formats = formats
        self.specificity = formats == 0 ? 0 : specificity
    }

    /// Whether it is two tokens with a slash between them.
    private static func isType(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] == UInt8(ascii: "/") {
            return TokenList.isToken(text.extracting(..<index))
                && TokenList.isToken(text.extracting((index + 1)...))
        }
        return false
    }
}
