// The field block of an answer, as it is sent.

package import HTTP

/// Literals without indexing (RFC 7541 §6.2.2), rendered when the server loads: what is sent needs
/// no table, so sending is a copy, and an idle connection holds nothing for it.
package struct FieldBlock: Sendable {
    package private(set) var bytes: [UInt8] = []

    /// Lines that follow those of another block.
    package init() {}

    /// Starts with the status (RFC 9113 §8.3.2).
    /// - Parameter status: three digits.
    package init(status: Int) {
        let digits = [100, 10, 1].map { UInt8(truncatingIfNeeded: 0x30 + status / $0 % 10) }
        for index in Self.statuses where digits.span.equals(StaticTable.value(at: index)) {
            // RFC 7541 §6.1.
            bytes.append(0x80 | UInt8(truncatingIfNeeded: index))
            return
        }
        append(integer: Self.statuses.lowerBound, prefix: 4)
        append(string: digits.span)
    }

    /// Adds the fields in their order, with their names in lower case (RFC 9113 §8.2).
    @inline(never)
    package mutating func append(_ list: FieldList) {
        for field in list.fields { append([UInt8](field.name), field.value) }
    }

    private mutating func append(_ name: [UInt8], _ value: [UInt8]) {
        let lower = name.map { $0.lowercased }
        if let index = StaticTable.index(ofName: lower.span) {
            append(integer: index, prefix: 4)
        } else {
            append(integer: 0, prefix: 4)
            append(string: lower.span)
        }
        append(string: value.span)
    }

    /// Where `:status` stands in the static table.
    private static var statuses: ClosedRange<Int> { 8...14 }

    private mutating func append(string: Span<UInt8>) {
        append(integer: string.count, prefix: 7)
        for index in string.indices { bytes.append(string[index]) }
    }

    /// RFC 7541 §5.1. The bits above the prefix are 0: without indexing, or not Huffman-coded.
    private mutating func append(integer: Int, prefix: Int) {
        let mask = 1 << prefix - 1
        if integer < mask {
            bytes.append(UInt8(truncatingIfNeeded: integer))
            return
        }
        bytes.append(UInt8(truncatingIfNeeded: mask))
        var rest = integer - mask
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
