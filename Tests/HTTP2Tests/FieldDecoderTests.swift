// The decoder of field blocks: the tables, and what a table of one line can't say.
import HTTP
import Testing

@testable import HTTP2

@Suite struct FieldDecoderTests {
    @Test(arguments: FieldBlockCase.all)
    func `a block gets its verdict`(_ testCase: FieldBlockCase) {
        #expect(FieldBlockCase.judge(testCase.blocks) == testCase.verdict)
    }

    @Test(arguments: FieldBlockCase.all)
    func `a block that is cut off ends where a field does, or is refused`(
        _ testCase: FieldBlockCase
    ) {
        guard case .fields(let whole, _) = testCase.verdict, let last = testCase.blocks.last else {
            return
        }
        for end in last.indices {
            var blocks = testCase.blocks
            blocks[blocks.count - 1] = Array(last[..<end])
            switch FieldBlockCase.judge(blocks) {
            case .fields(let part, _): #expect(part == Array(whole.prefix(part.count)), "\(end)")
            case .refused(let error): #expect(error == .truncated, "\(end)")
            }
        }
    }

    @Test func `every rule has a case in the tables`() {
        let broken = FieldBlockCase.all.compactMap { testCase -> CompressionError? in
            if case .refused(let error) = testCase.verdict { error } else { nil }
        }
        #expect(Set(broken) == Set(CompressionError.allCases))
    }

    /// Blocks one after the other on one connection.
    private func decode(_ blocks: [[UInt8]]) throws(CompressionError) -> [[String]] {
        var table = DynamicTable()
        let text = FieldText()
        var all: [[String]] = []
        for block in blocks { all.append(try FieldBlockCase.describe(block, &table, text)) }
        return all
    }

    /// litespeedtech/lsquic#260.
    @Test func `a name may come from the very entry that its insertion evicts`() throws {
        // Two entries of 2048 octets fill the table; the third takes the name of the oldest.
        let value = String(repeating: "2f", count: 2048 - 32 - 5)
        let blocks = ["44 7f dc 0e " + value, "44 7f dc 0e " + value, "7f 00 01 '*'", "be", "bf"]
        let fields = try decode(blocks.map(octets))
        #expect(fields[2] == [":path=*"] && fields[3] == [":path=*"])
        #expect(fields[4][0].count == 2048 - 32 - 5 + 6)
    }

    /// apache/trafficserver#6748.
    @Test func `a table of size 0 serves on and on`() throws {
        let block = octets("20 82 44 01 '/' 40 06 'accept' 01 'b'")
        for fields in try decode([[UInt8]](repeating: block, count: 3)) {
            #expect(fields == [":method=GET", ":path=/", "accept=b"])
        }
    }

    /// python-hyper/hpack#98.
    @Test func `a string that says it is longer than its block is refused at once`() {
        for length in ["7f ff ff ff ff 07", "ff ff ff ff ff 07", "7f 81 80 80 00", "05", "85"] {
            #expect(FieldBlockCase.judge([octets("04 \(length) 'a'")]) == .refused(.truncated))
        }
    }

    @Test func `an entry of the whole table takes its place, one more empties it`() throws {
        // 4096 = 32 + 5 + 4059; then one octet more.
        for (count, isKept) in [(4059, true), (4060, false)] {
            let length = count - 127
            let low = UInt8(length & 0x7f | 0x80)
            let head = octets("44 01 '/' 44 7f") + [low, UInt8(length >> 7)]
            let block = head + [UInt8](repeating: 0x2f, count: count)
            let next = FieldBlockCase.judge([block, octets("be")])
            if isKept {
                let path = String(repeating: "/", count: count)
                #expect(next == .fields([":path=" + path], table: 4096))
            } else {
                #expect(next == .refused(.invalidIndex))
            }
            #expect(FieldBlockCase.judge([block, octets("bf")]) == .refused(.invalidIndex))
        }
    }

    @Test func `values survive as long as their entries, whatever is evicted around them`() throws {
        // Values of all sizes up to a quarter of the table, so that the ring wraps everywhere.
        var table = DynamicTable()
        let text = FieldText()
        var expected: [String] = []
        var size = 0
        for round in 0..<300 {
            let count = round * 37 % 1000
            let value = String(
                repeating: Character(Unicode.Scalar(UInt8(97 + round % 26))), count: count)
            var block = octets("40 06 'accept'")
            block +=
                count < 127
                ? [UInt8(count)]
                : [127, UInt8((count - 127) & 0x7f | 0x80), UInt8((count - 127) >> 7)]
            _ = try FieldBlockCase.describe(block + Array(value.utf8), &table, text)
            expected.insert("accept=" + value, at: 0)
            size += 38 + count
            while size > 4096 { size -= 38 + expected.removeLast().utf8.count - 7 }
            #expect(table.size == size && table.count == expected.count)
            let all: [UInt8] = (0..<table.count).map { 0x80 | UInt8(62 + $0) }
            #expect(try FieldBlockCase.describe(all, &table, text) == expected, "round \(round)")
        }
    }

    @Test func `a known field leaves a line, a pseudo-field its value, others nothing`() throws {
        var table = DynamicTable()
        let text = FieldText()
        let block = octets(
            "82 44 02 '/a' 00 01 'x' 01 'y' 40 06 'accept' 03 'b/c' be bf 40 02 'te' 00")
        _ = try FieldBlockCase.describe(block, &table, text)
        let line = "accept: b/c\r\n"
        #expect(
            text.withSpan { ascii($0, ByteRange(from: 0, to: $0.count)) }
                == "\(FieldText.constants)/a\(line)\(line)/a"
        )
    }

    @Test func `nothing is left where nothing is kept, and the table is the same`() throws {
        let block = octets("82 44 02 '/a' 00 01 'x' 01 'y' 40 06 'accept' 03 'b/c' be")
        var table = DynamicTable()
        let text = FieldText()
        try GuardedBytes(block).withSpan { block in
            var decoder = FieldDecoder()
            while try decoder.next(of: block, &table, text, keeps: false) != nil {
                #expect(text.count == FieldText.constants.utf8CodeUnitCount)
            }
        }
        let after = try FieldBlockCase.describe(octets("be bf"), &table, text)
        #expect(after == ["accept=b/c", ":path=/a"])
    }

    @Test func `a value for which the text has no room is measured`() throws {
        let count = FieldText.capacity + 1
        let length = count - 127
        let head =
            octets("04 7f") + [
                UInt8(length & 0x7f | 0x80), UInt8(length >> 7 & 0x7f | 0x80), UInt8(length >> 14),
            ]
        var table = DynamicTable()
        let text = FieldText()
        let block = head + [UInt8](repeating: 0x61, count: count)
        try GuardedBytes(block).withSpan { block in
            var decoder = FieldDecoder()
            let field = try decoder.next(of: block, &table, text, keeps: true)
            #expect(field?.valueCount == UInt32(count) && text.count == FieldText.capacity)
            #expect(try decoder.next(of: block, &table, text, keeps: false) == nil)
        }
    }
}
