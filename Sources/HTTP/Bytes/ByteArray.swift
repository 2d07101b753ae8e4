// Building bytes from text and numbers without going through String.

extension [UInt8] {
    package init(_ text: StaticString) {
        self = []
        append(text)
    }

    /// Appends the text's UTF-8.
    package mutating func append(_ text: StaticString) {
        unsafe append(
            contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends the number in decimal digits.
    package mutating func append(decimal number: Int) {
        if number >= 10 { append(decimal: number / 10) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}

extension Array {
    /// A copy of what the span shows.
    package init(_ span: Span<Element>) {
        self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
    }
}
