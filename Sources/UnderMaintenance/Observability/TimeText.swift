// A moment as logs write it, in the two forms they use.

import HTTP
import Maintenance

struct TimeText {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`: the parts of all forms are in it, each at its place.
    private var date = InlineArray<29, UInt8>(repeating: 0)

    init(_ unixTime: Int) { HTTPDate.write(unixTime, into: &date) }

    /// `1994-11-06T08:49:37Z`
    func appendRFC3339(to bytes: inout [UInt8]) {
        append(12..<16, to: &bytes)
        bytes.append(UInt8(ascii: "-"))
        let month = self.month
        bytes.append(UInt8(ascii: "0") + month / 10)
        bytes.append(UInt8(ascii: "0") + month % 10)
        bytes.append(UInt8(ascii: "-"))
        append(5..<7, to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        append(17..<25, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    /// `06/Nov/1994:08:49:37 +0000`
    func appendCommonLog(to bytes: inout [UInt8]) {
        append(5..<7, to: &bytes)
        bytes.append(UInt8(ascii: "/"))
        append(8..<11, to: &bytes)
        bytes.append(UInt8(ascii: "/"))
        append(12..<16, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(17..<25, to: &bytes)
        bytes.append(" +0000")
    }

    @inline(never)
    private func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
        var index = range.lowerBound
        while index < range.upperBound {
            bytes.append(date[index])
            index += 1
        }
    }

    /// 1–12, told by the month's last two letters, or by its second where they agree in part.
    private var month: UInt8 {
        switch (date[9], date[10]) {
        case (UInt8(ascii: "a"), UInt8(ascii: "n")): 1
        case (UInt8(ascii: "e"), UInt8(ascii: "b")): 2
        case (UInt8(ascii: "a"), UInt8(ascii: "r")): 3
        case (UInt8(ascii: "p"), _): 4
        case (UInt8(ascii: "a"), _): 5
        case (UInt8(ascii: "u"), UInt8(ascii: "n")): 6
        case (UInt8(ascii: "u"), UInt8(ascii: "l")): 7
        case (UInt8(ascii: "u"), _): 8
        case (UInt8(ascii: "e"), UInt8(ascii: "p")): 9
        case (UInt8(ascii: "c"), _): 10
        case (UInt8(ascii: "o"), _): 11
        default: 12
        }
    }
}
