// A moment as the Common Log Format writes it.

import HTTP
import Maintenance

struct TimeText {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`: all parts are in it, each at its place.
    private var date = InlineArray<29, UInt8>(repeating: 0)

    init(_ unixTime: Int) { HTTPDate.write(unixTime, into: &date) }

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
}
