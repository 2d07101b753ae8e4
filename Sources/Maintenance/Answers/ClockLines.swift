// The lines of an answer that change with the clock.

internal import HTTP

/// `Date` and `Retry-After`, rendered again when a second has passed. An object, so that an answer
/// costs no copy of it.
package final class ClockLines {
    private let advice: RetryAdvice
    private let dice: Dice
    /// The second the lines were rendered for, seconds since 1970 in UTC.
    private var unixTime: Int
    private var inForce: RetryAfter
    let date = OutputBuffer(capacity: 64)
    let dateAndRetryAfter = OutputBuffer(capacity: 128)
    /// Whether each answer gets a Retry-After of its own.
    let isJittered: Bool

    /// - Parameter seed: another one for each process.
    package init(_ advice: RetryAdvice, unixTime: Int, seed: UInt64 = 0) {
        self.advice = advice
        self.unixTime = unixTime
        isJittered = advice.jitter > 0
        dice = Dice(seed: seed)
        inForce = advice.inForce(at: unixTime)
        render()
    }

    /// Renders the lines again if the second is another one.
    @inline(__always)
    package func update(to unixTime: Int) {
        guard unixTime != self.unixTime else { return }
        self.unixTime = unixTime
        inForce = advice.inForce(at: unixTime)
        render()
    }

    /// Appends both lines with a Retry-After for this answer alone.
    /// - Returns: the seconds it comes to.
    func append(to output: OutputBuffer) -> Int {
        let own = isJittered ? inForce.delayed(by: dice.roll(advice.jitter)) : inForce
        output.append(date)
        Self.append(own, to: output)
        return own.seconds(at: unixTime)
    }

    private func render() {
        date.removeAll()
        date.append("Date: ")
        Self.append(date: unixTime, to: date)
        date.append("\r\n")
        dateAndRetryAfter.removeAll()
        dateAndRetryAfter.append(date)
        Self.append(inForce, to: dateAndRetryAfter)
    }

    private static func append(_ retryAfter: RetryAfter, to output: OutputBuffer) {
        output.append("Retry-After: ")
        switch retryAfter {
        case .seconds(let seconds): output.append(decimal: seconds)
        case .date(let moment): append(date: moment, to: output)
        }
        output.append("\r\n")
    }

    private static func append(date: Int, to output: OutputBuffer) {
        var text = InlineArray<29, UInt8>(repeating: 0)
        HTTPDate.write(date, into: &text)
        output.append(text.span)
    }
}
