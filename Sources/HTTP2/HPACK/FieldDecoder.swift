// Reading a field block: one field after the other (RFC 7541 §6).

internal import HTTP

/// A field as it is handed out.
struct Field: Equatable {
    var name: FieldName
    /// Whether name and value break no rule of RFC 9113 §8.2.1 and §8.2.2.
    var isValid: Bool
    /// Octets, unpacked.
    var nameCount: Int
    var valueCount: Int
    /// Where the value stands in the text, if it is one that is kept.
    var value = ByteRange.empty

    /// What it counts of the size of the field list (RFC 9113 §6.5.2).
    var size: Int { nameCount &+ valueCount &+ DynamicTable.overhead }
}

/// The state of one block. It must be read to its end, whatever becomes of the request: the next
/// block builds on the table.
struct FieldDecoder {
    private var position = 0
    /// Updates of the table's size that were read; they come in front.
    private var resizings = 0
    private var hasFields = false

    /// Two, to the smallest and to the last size, are all that anybody needs (RFC 7541 §4.2).
    private static let mostResizings = 2

    /// The next field; nil: the block has ended.
    ///
    /// A pseudo-field leaves its value in the text, a known field a line; others leave nothing.
    /// - Parameter keeps: false: nothing is left in the text.
    mutating func next(
        of block: Span<UInt8>, _ table: inout DynamicTable, _ text: FieldText, keeps: Bool
    ) throws(CompressionError) -> Field? {
        while position < block.count {
            let first = block[position]
            if first >= 0x80 {
                hasFields = true
                return try indexed(block, table, text, keeps)
            }
            if first & 0xe0 != 0x20 {
                hasFields = true
                return try literal(block, &table, text, keeps)
            }
            try resize(block, &table)
        }
        return nil
    }

    /// RFC 7541 §6.1.
    @inline(__always)
    private mutating func indexed(
        _ block: Span<UInt8>, _ table: DynamicTable, _ text: FieldText, _ keeps: Bool
    ) throws(CompressionError) -> Field {
        let index = try integer(block, mask: 0x7f)
        if index > StaticTable.count {
            let entry = try Self.entry(at: index, of: table)
            var field = Field(
                name: entry.name, isValid: entry.isValid, nameCount: entry.nameCount,
                valueCount: entry.valueCount)
            if keeps, entry.name.keepsValue {
                let start = text.beginLine(entry.name)
                table.appendValue(of: entry, to: text)
                field.value = text.endLine(entry.name, valueFrom: start)
            }
            return field
        }
        guard index > 0 else { throw .invalidIndex }
        let row = StaticTable.row(at: index)
        let value = StaticTable.value(at: index)
        var field = Field(
            name: row.meaning, isValid: true, nameCount: row.name.utf8CodeUnitCount,
            valueCount: value.utf8CodeUnitCount)
        if keeps, row.meaning.keepsValue {
            let start = text.beginLine(row.meaning)
            text.append(value)
            field.value = text.endLine(row.meaning, valueFrom: start)
        }
        return field
    }

    /// RFC 7541 §6.2, with indexing, without, and never: the latter two differ for those who pass
    /// a field on.
    private mutating func literal(
        _ block: Span<UInt8>, _ table: inout DynamicTable, _ text: FieldText, _ keeps: Bool
    ) throws(CompressionError) -> Field {
        let isIndexed = block[position] >= 0x40
        let index = try integer(block, mask: isIndexed ? 0x3f : 0x0f)
        let mark = text.count
        var field = try name(at: index, block, table, text)
        text.truncate(to: mark)
        let start = keeps ? text.beginLine(field.name) : mark
        let value = try string(
            block, text, copies: field.name.keepsValue || field.name == .transferOptions)
        field.valueCount = value.count
        field.isValid = value.isValid
        if field.name == .transferOptions, field.isValid {
            // RFC 9113 §8.2.2: `trailers` and nothing else.
            field.isValid = text.withSpan { $0.extracting(start...).equals("trailers") }
        }
        if isIndexed {
            text.withSpan {
                table.insert(
                    field.name, isValid: field.isValid, nameCount: field.nameCount,
                    valueCount: field.valueCount, value: $0.extracting(start...))
            }
        }
        if keeps, field.name.keepsValue {
            field.value = text.endLine(field.name, valueFrom: start)
        } else {
            text.truncate(to: mark)
        }
        return field
    }

    /// The name of a literal: by index, or spelled out.
    @inline(__always)
    private mutating func name(
        at index: Int, _ block: Span<UInt8>, _ table: DynamicTable, _ text: FieldText
    ) throws(CompressionError) -> Field {
        if index == 0 {
            let mark = text.count
            let string = try string(block, text, copies: true)
            let name = text.withSpan { FieldName($0.extracting(mark...)) }
            return Field(name: name, isValid: true, nameCount: string.count, valueCount: 0)
        }
        if index <= StaticTable.count {
            let row = StaticTable.row(at: index)
            return Field(
                name: row.meaning, isValid: true, nameCount: row.name.utf8CodeUnitCount,
                valueCount: 0)
        }
        let entry = try Self.entry(at: index, of: table)
        return Field(name: entry.name, isValid: true, nameCount: entry.nameCount, valueCount: 0)
    }

    /// RFC 7541 §2.3.3: the dynamic table goes on where the static one ends.
    @inline(__always)
    private static func entry(
        at index: Int, of table: DynamicTable
    ) throws(CompressionError) -> DynamicTable.Entry {
        let place = index &- StaticTable.count &- 1
        guard place < table.count else { throw .invalidIndex }
        return table.entry(at: place)
    }

    /// RFC 7541 §6.3.
    @inline(never)
    private mutating func resize(
        _ block: Span<UInt8>, _ table: inout DynamicTable
    ) throws(CompressionError) {
        // RFC 7541 §4.2: at the beginning of a block and nowhere else.
        if hasFields { throw .misplacedTableSize }
        if resizings == Self.mostResizings { throw .tooManyTableSizes }
        resizings += 1
        let size = try integer(block, mask: 0x1f)
        guard size <= DynamicTable.largestSize else { throw .tableSizeTooLarge }
        table.resize(to: size)
    }

    /// RFC 7541 §5.2.
    /// - Parameter copies: whether the string is left at the end of the text; it may be anyway.
    @inline(__always)
    private mutating func string(
        _ block: Span<UInt8>, _ text: FieldText, copies: Bool
    ) throws(CompressionError) -> (count: Int, isValid: Bool) {
        guard position < block.count else { throw .truncated }
        let isPacked = block[position] >= 0x80
        let length = try integer(block, mask: 0x7f)
        guard length <= block.count &- position else { throw .truncated }
        let octets = block.extracting(position..<position &+ length)
        position &+= length
        if !isPacked {
            if copies { text.append(octets) }
            return (length, octets.isFieldValue)
        }
        var decoded = HuffmanCode.Decoded(count: 0, hasForbidden: false)
        let mark = text.count
        try text.extend { (room: inout MutableSpan<UInt8>) throws(CompressionError) -> Int in
            decoded = try HuffmanCode.decode(octets, into: &room)
            return min(decoded.count, room.count)
        }
        let isTrimmed = text.withSpan { $0.extracting(mark...).isTrimmed }
        return (decoded.count, isTrimmed && !decoded.hasForbidden)
    }

    /// RFC 7541 §5.1. - Parameter mask: the bits of the prefix.
    @inline(__always)
    private mutating func integer(
        _ block: Span<UInt8>, mask: UInt8
    ) throws(CompressionError) -> Int {
        let value = block[position] & mask
        position &+= 1
        return value < mask ? Int(value) : try longInteger(block, from: Int(value))
    }

    /// At most five octets more and 32 bits: no number that means something here is larger.
    @inline(never)
    private mutating func longInteger(
        _ block: Span<UInt8>, from prefix: Int
    ) throws(CompressionError) -> Int {
        var value = prefix
        var shift = 0
        while true {
            guard position < block.count else { throw .truncated }
            let octet = block[position]
            position += 1
            guard shift < 32 else { throw .integerTooLarge }
            value += Int(octet & 0x7f) << shift
            guard value <= UInt32.max else { throw .integerTooLarge }
            shift += 7
            if octet < 0x80 { return value }
        }
    }
}

extension FieldText {
    /// Begins the line of a known field.
    /// - Returns: where the value starts.
    @inline(__always)
    fileprivate func beginLine(_ name: FieldName) -> Int {
        if let field = name.field {
            append(field.name)
            append(": ")
        }
        return count
    }

    @inline(__always)
    fileprivate func endLine(_ name: FieldName, valueFrom start: Int) -> ByteRange {
        let value = ByteRange(from: start, to: count)
        if name.field != nil { append("\r\n") }
        return value
    }
}

extension Span where Element == UInt8 {
    /// RFC 9113 §8.2.1: no white space at either end.
    @inline(__always)
    fileprivate var isTrimmed: Bool {
        if isEmpty { return true }
        return !Self.isWhiteSpace(self[0]) && !Self.isWhiteSpace(self[count &- 1])
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// RFC 9113 §8.2.1: no NUL, LF, CR, and no white space at either end. Eight octets at a time:
    /// most are greater than those.
    fileprivate var isFieldValue: Bool {
        var index = 0
        while index < count {
            if index &+ 8 <= count {
                let word = unsafe bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: index, as: UInt64.self)
                let isSmall = (word &- 0x0e0e_0e0e_0e0e_0e0e) & ~word & 0x8080_8080_8080_8080
                if isSmall == 0 {
                    index &+= 8
                    continue
                }
            }
            let byte = self[index]
            if byte == 0 || byte == 0x0a || byte == 0x0d { return false }
            index &+= 1
        }
        return isTrimmed
    }
}
