// What a preflight asks leave for.

package enum TokenList {
    /// Whether it is one token: RFC 9110 §5.6.2.
    package static func isToken(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty, text.count <= Limits.tokenListBytes else { return false }
        for index in text.indices where !text[index].isToken { return false }
        return true
    }

    /// Whether it is a list of tokens, with commas and white space between them and nothing else.
    package static func isList(_ text: Span<UInt8>) -> Bool {
        guard text.count <= Limits.tokenListBytes else { return false }
        var elements = ListElements(text)
        while let element = elements.next(in: text) {
            guard element.isEmpty || isToken(text.extracting(element.indices)) else { return false }
        }
        return true
    }
}
