// Reading a field block: one field after the other (RFC 7541 §6).

internal import HTTP

/// A field as it is handed out.
struct Field: Equatable {
    let name: FieldName
    /// Whether name and value break no rule of RFC 9113 §8.2 and §8.3 that concerns them alone.
    let isValid: Bool
    /// Octets, unpacked.
    let nameCount: UInt32
    let valueCount: UInt32
    /// Where the value stands in the text, if it is one that is kept.
    let value: ByteRange

    init(
        _ name: FieldName, isValid: Bool, nameCount: Int, valueCount: Int,
        _ value: ByteRange = .empty
    ) {
        self.name = name
        self.isValid = isValid
        self.nameCount = UInt32(truncatingIfNeeded: nameCount)
        self.valueCount = UInt32(truncatingIfNeeded: valueCount)
        self.value = value
    }

    /// What it counts of the size of the field list (RFC 9113 §6.5.2). A block is short enough for
    /// any sum of these.
    var size: UInt32 { nameCount &+ valueCount &+ UInt32(DynamicTable.overhead) }
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
    @inline(__always)
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
        _ block: Span<UInt8>, _ table: borrowing DynamicTable, _ text: FieldText, _ keeps: Bool
    ) throws(CompressionError) -> Field {
        let index = try integer(block, mask: 0x7f)
        guard index > StaticTable.count else { return try staticField(index, text, keeps) }
        let place = index &- StaticTable.count &- 1
        guard place < table.count else { throw .invalidIndex }
        let entry = table.entry(at: place)
        return Field(
            entry.name, isValid: entry.isValid, nameCount: entry.nameCount,
            valueCount: entry.valueCount, keeps ? table.append(entry, to: text) : .empty)
    }

    @inline(__always)
    private func staticField(
        _ index: Int, _ text: FieldText, _ keeps: Bool
    ) throws(CompressionError) -> Field {
        guard let place = FieldText.place(ofStatic: index) else {
            return try uncommonStaticField(index, text, keeps)
        }
        let row = StaticTable.row(at: index)
        return Field(
            row.meaning, isValid: true, nameCount: row.name.utf8CodeUnitCount,
            valueCount: Int(place.count), place)
    }

    @inline(never)
    private func uncommonStaticField(
        _ index: Int, _ text: FieldText, _ keeps: Bool
    ) throws(CompressionError) -> Field {
        guard index > 0 else { throw .invalidIndex }
        let row = StaticTable.row(at: index)
        let value = StaticTable.value(at: index)
        let mark = text.count
        let start = text.beginLine(row.meaning)
        text.append(value)
        let place = ByteRange(from: start, to: text.count)
        let isValid = text.withSpan { row.meaning.accepts(place, in: $0) }
        text.endLine(row.meaning)
        if !keeps || !row.meaning.keepsValue { text.truncate(to: mark) }
        return Field(
            row.meaning, isValid: isValid, nameCount: row.name.utf8CodeUnitCount,
            valueCount: value.utf8CodeUnitCount,
            keeps && row.meaning.keepsValue ? place : .empty)
    }

    /// RFC 7541 §6.2, with indexing, without, and never: the latter two differ for those who pass
    /// a field on.
    @inline(never)
    private mutating func literal(
        _ block: Span<UInt8>, _ table: inout DynamicTable, _ text: FieldText, _ keeps: Bool
    ) throws(CompressionError) -> Field {
        let isIndexed = block[position] >= 0x40
        let index = try integer(block, mask: isIndexed ? 0x3f : 0x0f)
        let mark = text.count
        let (name, nameCount) = try name(at: index, block, table, text)
        let start = text.beginLine(name, isSpelledOut: index == 0, at: mark)
        let copies = name.keepsValue || name == .transferOptions
        let value = try string(block, text, copies: copies)
        let place = ByteRange(from: start, to: text.count)
        let isValid =
            name != .invalid && value.isValid
            && (!copies || text.withSpan { name.accepts(place, in: $0) })
        text.endLine(name)
        if isIndexed {
            text.withSpan {
                table.insert(
                    name, isValid: isValid, nameCount: nameCount, valueCount: value.count,
                    $0.extracting(mark...))
            }
        }
        let isKept = keeps && name.keepsValue
        if !isKept { text.truncate(to: mark) }
        return Field(
            name, isValid: isValid, nameCount: nameCount, valueCount: value.count,
            isKept ? place : .empty)
    }

    /// The name of a literal: by index, or spelled out.
    @inline(__always)
    private mutating func name(
        at index: Int, _ block: Span<UInt8>, _ table: borrowing DynamicTable, _ text: FieldText
    ) throws(CompressionError) -> (FieldName, Int) {
        if index == 0 {
            let mark = text.count
            let string = try string(block, text, copies: true)
            return (text.withSpan { FieldName($0.extracting(mark...)) }, string.count)
        }
        if index <= StaticTable.count {
            let row = StaticTable.row(at: index)
            return (row.meaning, row.name.utf8CodeUnitCount)
        }
        // RFC 7541 §2.3.3: the dynamic table goes on where the static one ends.
        let place = index &- StaticTable.count &- 1
        guard place < table.count else { throw .invalidIndex }
        let entry = table.entry(at: place)
        return (entry.name, entry.nameCount)
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
        let range = position..<position &+ length
        position &+= length
        if !isPacked {
            let octets = block.extracting(range)
            if copies { text.append(octets) }
            return (length, octets.isFieldValue)
        }
        let mark = text.count
        let decoded = try text.append(unpacking: block, at: range)
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

    /// The same behind a name that has been looked at: one that stands at the mark stays there.
    @inline(__always)
    fileprivate func beginLine(_ name: FieldName, isSpelledOut: Bool, at mark: Int) -> Int {
        if isSpelledOut, name.isKnown {
            append(": ")
            return count
        }
        truncate(to: mark)
        return beginLine(name)
    }

    @inline(__always)
    fileprivate func endLine(_ name: FieldName) {
        if name.isKnown { append("\r\n") }
    }
}

extension Span where Element == UInt8 {
    /// RFC 9113 §8.2.1: no white space at either end.
    @inline(__always)
    fileprivate var isTrimmed: Bool {
        if isEmpty { return true }
        return !self[0].isWhiteSpace && !self[count &- 1].isWhiteSpace
    }

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
