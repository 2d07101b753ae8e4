// The decoder beside nghttp2's, on blocks that are right and blocks that are broken.
//
// `BLOCKS=10000000 swift test -c release -Xswiftc -enable-testing --filter DifferentialTests`
// goes on for longer.
import Glibc
import HTTP
import Testing

@testable import HTTP2

@Suite struct DifferentialTests {
    private static let blocks = getenv("BLOCKS").flatMap { Int(String(cString: $0)) } ?? 200_000

    @Test func `the decoder says what nghttp2's says`() {
        var done = 0
        var refused = 0
        var seed: UInt64 = 0
        while done < Self.blocks {
            seed += 1
            var generator = BlockGenerator(seed: seed)
            let inflater = Inflater()
            var table = DynamicTable()
            let text = FieldText()
            while done < Self.blocks {
                var block = generator.block(tableCount: inflater.tableCount)
                if generator.numbers.once(in: 4) { generator.mutate(&block) }
                done += 1
                guard let difference = compare(block, inflater, &table, text) else {
                    refused += 1
                    break
                }
                if !difference.isEmpty {
                    Issue.record("seed \(seed), block \(block): \(difference)")
                    return
                }
                // A connection doesn't go on for ever, and a fresh table is a case of its own.
                if generator.numbers.once(in: 40) { break }
            }
        }
        // Both kinds were there.
        #expect(refused > done / 20 && refused < done / 2)
    }

    /// - Returns: what differs, empty if nothing does; nil: both refuse the block.
    private func compare(
        _ block: [UInt8], _ inflater: Inflater, _ table: inout DynamicTable, _ text: FieldText
    ) -> String? {
        var theirs: [Field] = []
        var theirText: [UInt8] = []
        let isAccepted = inflater.inflate(block) { name, value in
            let meaning = FieldName(name.span)
            let whole = ByteRange(from: 0, to: value.count)
            let isValid =
                meaning != .invalid && Self.isValid(value) && meaning.accepts(whole, in: value.span)
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
                try compare(block.span, theirs, theirText, &table, text)
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

    private func compare(
        _ block: Span<UInt8>, _ theirs: [Field], _ theirText: [UInt8], _ table: inout DynamicTable,
        _ text: FieldText
    ) throws(CompressionError) -> String {
        var decoder = FieldDecoder()
        var count = 0
        var difference = ""
        while let field = try decoder.next(of: block, &table, text, keeps: true) {
            defer { count += 1 }
            guard count < theirs.count else {
                difference = "field \(count) is one too many"
                continue
            }
            let other = theirs[count]
            let alike = Field(
                field.name, isValid: field.isValid, nameCount: Int(field.nameCount),
                valueCount: Int(field.valueCount), other.value)
            let isSame = text.withSpan { ours in
                field.value.count == other.value.count
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

    /// RFC 9113 §8.2.1, word by word.
    private static func isValid(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        if value.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) { return false }
        guard let first = value.first, let last = value.last else { return true }
        return first != 0x20 && first != 9 && last != 0x20 && last != 9
    }
}
