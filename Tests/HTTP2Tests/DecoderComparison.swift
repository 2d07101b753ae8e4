// The decoder beside nghttp2's, on the blocks of one connection.
import CNghttp2
import HTTP

@testable import HTTP2

struct DecoderComparison {
    private let inflater = Inflater()
    private var table = DynamicTable()
    private let text = FieldText()

    /// Entries of the table.
    var tableCount: Int { inflater.tableCount }

    /// - Returns: what differs, empty if nothing does; nil: both refuse the block.
    mutating func compare(_ block: [UInt8]) -> String? {
        var theirs: [Field] = []
        var theirText: [UInt8] = []
        let isAccepted = inflater.inflate(block) { name, value in
            let meaning = FieldName(name.span)
            let whole = ByteRange(from: 0, to: value.count)
            let isValid =
                Self.isName(name) && Self.isValid(value) && meaning.accepts(whole, in: value.span)
            let place = theirText.count
            if meaning.keepsValue { theirText += value }
            theirs.append(
                Field(
                    meaning, isValid: isValid, nameCount: name.count, valueCount: value.count,
                    ByteRange(from: place, to: theirText.count)))
        }
        text.removeAll()
        do throws(CompressionError) {
            let difference = try block.withUnsafeBufferPointer { block throws(CompressionError) in
                try compare(block.span, theirs, theirText)
            }
            if !isAccepted { return "refused by nghttp2 alone" }
            if !difference.isEmpty { return difference }
            if table.size != inflater.tableSize || table.count != inflater.tableCount {
                return "a table of \(table.size), not \(inflater.tableSize)"
            }
            return ""
        } catch {
            // nghttp2 takes any number of these.
            if error == .tooManyTableSizes { return nil }
            return isAccepted ? "refused by us alone: \(error)" : nil
        }
    }

    private mutating func compare(
        _ block: Span<UInt8>, _ theirs: [Field], _ theirText: [UInt8]
    ) throws(CompressionError) -> String {
        var decoder = FieldDecoder()
        var count = 0
        var size: UInt32 = 0
        var keeps = true
        var difference = ""
        while let field = try decoder.next(of: block, &table, text, keeps: keeps) {
            defer {
                count += 1
                size += field.size
                // Of what is refused for its size nothing more is kept.
                keeps = size <= SessionLimits.fieldListBytes
            }
            guard count < theirs.count else {
                difference = "field \(count) is one too many"
                continue
            }
            let other = theirs[count]
            let alike = Field(
                field.name, isValid: field.isValid, nameCount: Int(field.nameCount),
                valueCount: Int(field.valueCount), other.value)
            let isSame = text.withSpan { ours in
                if !keeps { return true }
                return field.value.count == other.value.count
                    && (0..<Int(field.value.count)).allSatisfy {
                        ours[Int(field.value.start) + $0] == theirText[Int(other.value.start) + $0]
                    }
            }
            if alike != other || !isSame {
                difference = "field \(count) is \(field), not \(theirs[count])"
            }
        }
        return count == theirs.count || !difference.isEmpty ? difference : "fields are missing"
    }

    /// What nghttp2 takes for one; pseudo-fields are told apart later.
    private static func isName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        name.first == 0x3A || nghttp2_check_header_name(name.baseAddress, name.count) != 0
    }

    /// RFC 9113 §8.2.1, word by word.
    private static func isValid(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        if value.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) { return false }
        guard let first = value.first, let last = value.last else { return true }
        return first != 0x20 && first != 9 && last != 0x20 && last != 9
    }
}
