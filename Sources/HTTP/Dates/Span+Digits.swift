// Numbers of a fixed width.

extension Span where Element == UInt8 {
    /// Exactly that many digits, all of them inside; nil if one isn't.
    func number(at start: Int, count: Int) -> Int? {
        var number = 0
        for index in start..<start + count {
            guard self[index].isDigit else { return nil }
            number = number * 10 + Int(self[index] &- 0x30)
        }
        return number
    }
}
