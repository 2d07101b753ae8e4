// Walking over the elements of a comma-separated field value.

/// RFC 9110 §5.6.1. Empty elements are handed out too: it is for the field to say what they mean.
struct ListElements {
    /// Where the next element starts; beyond the end after the last one.
    private var index = 0
    private let count: Int

    init(_ value: Span<UInt8>) { count = value.count }

    /// The next element without the white space round it.
    mutating func next(in value: Span<UInt8>) -> ByteRange? {
        if index > count { return nil }
        let start = index
        while index < count, value[index] != UInt8(ascii: ",") { index &+= 1 }
        defer { index &+= 1 }
        return value.trimmed(from: start, to: index)
    }
}

extension Span where Element == UInt8 {
    /// The bytes from `lower` to `upper` without SP and HTAB at both ends.
    @inline(__always)
    func trimmed(from lower: Int, to upper: Int) -> ByteRange {
        var lower = lower
        var upper = upper
        // Most values begin behind one space and end without; most of their bytes are greater.
        while lower < upper, self[lower] <= .space, self[lower].isWhiteSpace { lower &+= 1 }
        while lower < upper, self[upper &- 1] <= .space, self[upper &- 1].isWhiteSpace {
            upper &-= 1
        }
        return ByteRange(from: lower, to: upper)
    }
}
