// Which format a request asks for.

/// The format preferred by the value of Accept, of those this server answers in.
package enum FormatChoice: Equatable, Sendable {
    case html, json, xml, text
    /// The client leaves it to the server, or at least leaves HTML and plain text to it.
    case standard
    /// The client takes none of them.
    case nothing

    /// Whether the value of Accept is `*/*`, which most programs send.
    @inline(__always)
    package static func isAny(_ bytes: Span<UInt8>, at value: ByteRange) -> Bool {
        value.count == 3 && bytes.has("*/*", at: Int(value.start))
    }

    /// RFC 9110 §12.5.1: the most specific range decides a format's weight. Of equal weights, one
    /// that is named wins over one that a wildcard covers, and the first named over the others.
    ///
    /// - Parameter field: the value of Accept, empty if there is none.
    package static func preferred(by field: Span<UInt8>) -> FormatChoice {
        if field.isEmpty { return .standard }
        var weights = Weights()
        var preferences = Preferences()
        while let element = preferences.next(in: field) {
            let range = MediaRange(field, at: element.value)
            if range.specificity == 0 { continue }
            // Nothing that follows can be preferred to it.
            if range.specificity == MediaRange.exact, element.weight == 1000 {
                return Weights.choices[range.formats.trailingZeroBitCount]
            }
            weights.take(range, element.weight)
        }
        return weights.choice
    }
}

extension FormatChoice {
    /// What whoever sends JSON or XML reads too.
    ///
    /// - Parameter contentType: of the request.
    /// - Returns: `standard` for anything else.
    package static func hinted(by contentType: Span<UInt8>) -> FormatChoice {
        var end = 0
        while end < contentType.count, contentType[end] != UInt8(ascii: ";") { end += 1 }
        let range = MediaRange(contentType, at: contentType.trimmed(from: 0, to: end))
        guard range.specificity == MediaRange.exact else { return .standard }
        switch range.formats {
        case 0b0010: return .json
        case 0b0100: return .xml
        default: return .standard
        }
    }
}

/// What Accept says of each format so far.
private struct Weights {
    static let choices: InlineArray<4, FormatChoice> = [.html, .json, .xml, .text]

    /// By format, as the bits of `MediaRange.formats`: thousandths.
    private var weights: InlineArray<4, Int> = [0, 0, 0, 0]
    private var specificities: InlineArray<4, Int> = [0, 0, 0, 0]
    /// The place of the range in the field, counted from 1.
    private var places: InlineArray<4, Int> = [0, 0, 0, 0]
    private var count = 0

    mutating func take(_ range: MediaRange, _ weight: Int) {
        count += 1
        for format in 0..<4 where range.formats & 1 << format != 0 {
            let isLess = range.specificity < specificities[format]
            // Two names of one format: whoever takes either takes it.
            let isNoMore = range.specificity == specificities[format] && weight <= weights[format]
            if isLess || isNoMore { continue }
            weights[format] = weight
            specificities[format] = range.specificity
            places[format] = count
        }
    }

    var choice: FormatChoice {
        var best = 0
        for format in 0..<4 { best = max(best, weights[format]) }
        if best == 0 { return .nothing }
        var named: Int?
        for format in 0..<4
        where weights[format] == best && specificities[format] == MediaRange.exact {
            if let other = named, places[other] < places[format] { continue }
            named = format
        }
        if let named { return Self.choices[named] }
        if weights[0] == best, weights[3] == best { return .standard }
        if weights[0] == best { return .html }
        if weights[3] == best { return .text }
        return weights[1] == best ? .json : .xml
    }
}

/// Which formats a media range covers: RFC 9110 §12.5.1. Parameters other than the weight don't count: nobody's answer differs by them.
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
        case 9:
            if field.hasName("text/html", at: start) { formats = 0b0001 }
            if field.hasName("text/json", at: start) { formats = 0b0010 }
        case 10: if field.hasName("text/plain", at: start) { formats = 0b1000 }
        case 13:
            if field.hasName("application/*", at: start) { (formats, specificity) = (0b0110, 2) }
        case 15: if field.hasName("application/xml", at: start) { formats = 0b0100 }
        case 16: if field.hasName("application/json", at: start) { formats = 0b0010 }
        case 21: if field.hasName("application/xhtml+xml", at: start) { formats = 0b0001 }
        default: break
        }
        if formats == 0, range.count > 5 {
            formats = Self.formats(ofSuffixIn: field.extracting(range.indices))
        }
        self.formats = formats
        self.specificity = formats == 0 ? 0 : specificity
    }

    /// RFC 6839 §3.1, RFC 7303 §4.2: whoever reads such a type reads JSON or XML; but an image that is
    /// XML is looked at.
    @inline(never)
    private static func formats(ofSuffixIn type: Span<UInt8>) -> UInt8 {
        let isJSON = type.hasName("+json", at: type.count &- 5)
        let isXML = type.hasName("+xml", at: type.count &- 4) && !type.hasName("image/", at: 0)
        guard isJSON || isXML, isType(type) else { return 0 }
        return isJSON ? 0b0010 : 0b0100
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
