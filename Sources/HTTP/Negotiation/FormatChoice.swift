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
        for format in 0..<4
        where range.formats & 1 << format != 0 && range.specificity > specificities[format] {
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
