// Which names of fields are tokens of lower case.
import Testing

@testable import HTTP
@testable import HTTP2

struct FieldNameTests {
    /// Words of eight octets are looked at at once.
    @Test func `an octet that no name has is found wherever it stands`() {
        var wrong: [String] = []
        for count in 1...26 {
            for place in 0..<count {
                for octet in UInt8.min...UInt8.max where octet != 0x3A || place > 0 {
                    var name = [UInt8](repeating: 0x61, count: count)
                    name[place] = octet
                    let isToken = octet.isToken && !(0x41...0x5A).contains(octet)
                    if (FieldName(name.span) != .invalid) != isToken {
                        wrong.append("\(octet) at \(place) of \(count)")
                    }
                }
            }
        }
        #expect(wrong.isEmpty)
    }
}
