// The content of an answer.

/// In the pieces it was put together from, because the pages of all languages share one.
package struct Body {
    /// All of it, or the first piece.
    package let start: [UInt8]
    let rest: [[UInt8]]
    /// Bytes of all pieces.
    package let count: Int

    static let empty = Body(whole: [])

    init(whole content: [UInt8]) {
        start = content
        rest = []
        count = content.count
    }

    /// In one piece if it is too large to be copied behind its head: then it is sent from where it
    /// lies.
    init(_ pieces: [[UInt8]]) {
        var count = 0
        for piece in pieces { count += piece.count }
        self.count = count
        if count > ResponseSet.inlineBodyBytes {
            var whole: [UInt8] = []
            whole.reserveCapacity(count)
            for piece in pieces { whole += piece }
            start = whole
            rest = []
        } else {
            start = pieces.first ?? []
            rest = Array(pieces.dropFirst())
        }
    }
}
