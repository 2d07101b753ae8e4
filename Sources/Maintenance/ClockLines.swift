// The lines of an answer that change with the clock.

internal import HTTP

/// `Date` and `Retry-After`, rendered again when a second has passed.
package struct ClockLines {
    private let retryAfter: RetryAfter
    /// The second the lines were rendered for, seconds since 1970 in UTC.
    private var unixTime: Int
    package private(set) var date: [UInt8] = []
    package private(set) var dateAndRetryAfter: [UInt8] = []

    package init(retryAfter: RetryAfter, unixTime: Int) {
        self.retryAfter = retryAfter
        self.unixTime = unixTime
        render()
    }

    /// Renders the lines again if the second is another one.
    @inline(__always)
    package mutating func update(to unixTime: Int) {
        guard unixTime != self.unixTime else { return }
        self.unixTime = unixTime
        render()
    }

    private mutating func render() {
        date.removeAll(keepingCapacity: true)
        date.append("Date: ")
        Self.append(date: unixTime, to: &date)
        date.append("\r\n")

        dateAndRetryAfter.removeAll(keepingCapacity: true)
        dateAndRetryAfter.append(contentsOf: date)
        dateAndRetryAfter.append("Retry-After: ")
        switch retryAfter.inForce(at: unixTime) {
        case .seconds(let seconds): dateAndRetryAfter.append(decimal: seconds)
        case .date(let moment): Self.append(date: moment, to: &dateAndRetryAfter)
        }
        dateAndRetryAfter.append("\r\n")
    }

    private static func append(date: Int, to bytes: inout [UInt8]) {
        var text = InlineArray<29, UInt8>(repeating: 0)
        HTTPDate.write(date, into: &text)
        for index in text.indices { bytes.append(text[index]) }
    }
}
