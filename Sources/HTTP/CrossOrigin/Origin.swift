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
}
