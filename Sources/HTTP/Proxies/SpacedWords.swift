// Walking over the words of a line.

/// Words between single spaces; two spaces make an empty word.
struct SpacedWords {
    private var index: Int

    init(from index: Int) { self.index = index }

    mutating func next(in line: Span<UInt8>) -> Range<Int> {
        let start = min(index, line.count)
        var end = start
        while end < line.count, line[end] != .space { end += 1 }
        index = end + 1
        return start..<end
    }

    func isAtEnd(of line: Span<UInt8>) -> Bool { index == line.count + 1 }
}
