// The static table and the meanings of names.
import HTTP
import Testing

@testable import HTTP2

@Suite struct StaticTableTests {
    @Test func `a row means what its name means`() {
        #expect(StaticTable.count == 61)
        for index in 1...StaticTable.count {
            let row = StaticTable.row(at: index)
            #expect(
                GuardedBytes(Array("\(row.name)".utf8)).withSpan { FieldName($0) } == row.meaning)
        }
    }

    @Test func `a name is found at its first place`() {
        for index in 1...StaticTable.count {
            let name = Array("\(StaticTable.row(at: index).name)".utf8)
            let first = (1...StaticTable.count).first {
                Array("\(StaticTable.row(at: $0).name)".utf8) == name
            }
            #expect(StaticTable.index(ofName: name.span) == first)
        }
        #expect(StaticTable.index(ofName: latin1("x").span) == nil)
    }

    @Test func `a known field's name is found again`() {
        for field in KnownField.allCases {
            let name = Array("\(field.name)".utf8)
            let found = GuardedBytes(name).withSpan {
                KnownField.named($0, at: 0, count: name.count)
            }
            #expect(found == field)
            #expect(name == name.map { $0.lowercased })
        }
    }

    @Test func `a name is a token of lower case`() {
        let token = Set(latin1("!#$%&'*+-.^_`|~")).union(0x30...0x39).union(0x61...0x7a)
        for byte in UInt8.min...UInt8.max {
            let name = GuardedBytes([0x78, byte, 0x78]).withSpan { FieldName($0) }
            #expect(name == (token.contains(byte) ? .other : .invalid), "\(byte)")
        }
    }
}
