// The field blocks of answers, as nghttp2 and our own decoder read them.
import HTTP
import Testing

@testable import HTTP2

@Suite struct FieldBlockTests {
    private func fields(_ block: FieldBlock) -> [String]? {
        let inflater = Inflater()
        var fields: [String] = []
        let isAccepted = inflater.inflate(block.bytes) { name, value in
            fields.append(
                String(decoding: name, as: UTF8.self) + ": "
                    + String(decoding: value, as: UTF8.self))
        }
        // Nothing is indexed: the peer's table stays empty.
        return isAccepted && inflater.tableCount == 0 ? fields : nil
    }

    @Test func `every status is written as three digits`() {
        for status in 100...599 {
            #expect(fields(FieldBlock(status: status)) == [":status: \(status)"])
        }
    }

    @Test func `a status of the static table takes one octet, others five`() {
        #expect(FieldBlock(status: 200).bytes == [0x88])
        #expect(FieldBlock(status: 503).bytes == octets("08 03 '503'"))
    }

    @Test func `fields keep their order, and their names become lower case`() {
        var list = FieldList()
        list.add("Content-Type", "text/html")
        list.add("X-Maintenance-Mode", "1")
        list.add("Vary", [])
        list.add("Retry-After", decimal: 300)
        var block = FieldBlock(status: 503)
        block.append(list)
        #expect(
            fields(block) == [
                ":status: 503", "content-type: text/html", "x-maintenance-mode: 1", "vary: ",
                "retry-after: 300",
            ])
    }

    @Test(arguments: [0, 1, 126, 127, 128, 254, 255, 256, 16_000])
    func `a value of any length comes back`(_ count: Int) {
        let value = String(repeating: "a", count: count)
        var list = FieldList()
        list.add("Content-Security-Policy", Array(value.utf8))
        var block = FieldBlock()
        block.append(list)
        #expect(fields(block) == ["content-security-policy: " + value])
    }

    @Test func `blocks put behind each other are one`() {
        var list = FieldList()
        list.add("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
        var rest = FieldBlock()
        rest.append(list)
        var table = DynamicTable()
        let all = FieldBlock(status: 204).bytes + rest.bytes
        let decoded = try? FieldBlockCase.describe(all, &table, FieldText())
        #expect(decoded == ["pseudo 7+3", "other 4+29"])
    }
}
