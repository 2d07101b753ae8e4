// Walking over a list of preferences: `de-CH, de;q=0.9, *;q=0.1`.

/// The elements of Accept, Accept-Language and Accept-Encoding: RFC 9110 §12.5. Elements that are
/// empty or carry a malformed weight are passed over, and so is what follows a broken quotation.
struct Preferences {
    struct Element {
        /// Without parameters and white space.
        let value: ByteRange
        /// Thousandths, 0–1000: RFC 9110 §12.4.2.
        let weight: Int
    }

    private var index = 0

    mutating func next(in field: Span<UInt8>) -> Element? {
        while index < field.count {
            let start = index
            while index < field.count, field[index] != UInt8(ascii: ","),
                field[index] != UInt8(ascii: ";")
            {
                index &+= 1
            }
            let value = field.trimmed(from: start, to: index)
            var weight: Int? = 1000
            if index < field.count, field[index] == UInt8(ascii: ";") {
                weight = takeParameters(of: field)
            }
            index &+= 1
            if let weight, !value.isEmpty { return Element(value: value, weight: weight) }
        }
        return nil
    }

    /// Goes to the comma that ends the element. A comma in a quoted string doesn't.
    /// - Returns: the weight; nil: malformed.
    private mutating func takeParameters(of field: Span<UInt8>) -> Int? {
        var weight: Int? = 1000
        while index < field.count, field[index] == UInt8(ascii: ";") {
            index &+= 1
            let start = index
            var isQuoted = false
            while index < field.count {
                let byte = field[index]
                if isQuoted, byte == UInt8(ascii: "\\") {
                    index &+= 1
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted.toggle()
                } else if !isQuoted, byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") {
                    break
                }
                index &+= 1
            }
            index = min(index, field.count)
            let parameter = field.trimmed(from: start, to: index)
            if parameter.count >= 2, field.hasName("q=", at: Int(parameter.start)) {
                weight = Self.weight(field.extracting(parameter.indices).extracting(2...))
            }
        }
        return weight
    }

    /// Up to three digits behind the point. Java's own client leaves out the zero before it.
    private static func weight(_ text: Span<UInt8>) -> Int? {
        guard let first = text.isEmpty ? nil : text[0] else { return nil }
        guard first == UInt8(ascii: "0") || first == UInt8(ascii: "1") || first == UInt8(ascii: ".")
        else { return nil }
        var weight = first == UInt8(ascii: "1") ? 1000 : 0
        var index = first == UInt8(ascii: ".") ? 0 : 1
        if index == text.count { return weight }
        if text.count == 1 { return nil }
        guard text[index] == UInt8(ascii: "."), text.count - index <= 4 else { return nil }
        index += 1
        var unit = 100
        while index < text.count {
            guard text[index].isDigit else { return nil }
            weight += Int(text[index] &- 0x30) * unit
            unit /= 10
            index += 1
        }
        return weight <= 1000 ? weight : nil
    }
}
