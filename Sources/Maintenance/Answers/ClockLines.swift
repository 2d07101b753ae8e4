// The lines of an answer that change with the clock.

internal import HTTP
internal import HTTP2

/// `Date` and `Retry-After`, rendered again when a second has passed. An object, so that an answer
/// costs no copy of it.
package final class ClockLines {
    private let advice: RetryAdvice
    private var random: Xorshift64
    /// The second the lines were rendered for, seconds since 1970 in UTC.
    private var unixTime: Int
    private var inForce: RetryAfter
    let date = OutputBuffer(capacity: 64)
    private let dateAndRetryAfter = OutputBuffer(capacity: 128)
    /// The same in the form of HTTP/2, and the second they were rendered for.
    private var dateBlock: [UInt8] = []
    private var dateAndRetryAfterBlock: [UInt8] = []
    private var blockTime = -1
    /// Whether each answer gets a Retry-After of its own.
    private let isJittered: Bool

    /// - Parameter seed: another one for each process.
    package init(_ advice: RetryAdvice, unixTime: Int, seed: UInt64 = 0) {
        self.advice = advice
        self.unixTime = unixTime
        isJittered = advice.jitter > 0
        random = Xorshift64(seed: seed)
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

    /// Appends both lines.
    /// - Returns: the seconds of a Retry-After that is this answer's alone; nil: of everybody's.
    @inline(__always)
    func append(to output: OutputBuffer) -> Int? {
        if isJittered { return appendJittered(to: output) }
        output.append(dateAndRetryAfter)
        return nil
    }

    /// What Retry-After comes to, in seconds from now.
    var seconds: Int { inForce.seconds(at: unixTime) }

    /// The same as a field block, `Retry-After` where it is advised.
    func block(advisesRetry: Bool) -> (bytes: [UInt8], seconds: Int?) {
        if blockTime != unixTime { renderBlocks() }
        guard advisesRetry else { return (dateBlock, nil) }
        guard isJittered else { return (dateAndRetryAfterBlock, nil) }
        let own = inForce.delayed(by: random.next(upTo: advice.jitter))
        return (Self.block(date: unixTime, own), own.seconds(at: unixTime))
    }

    @inline(never)
    private func renderBlocks() {
        blockTime = unixTime
        dateBlock = Self.block(date: unixTime, nil)
        dateAndRetryAfterBlock = Self.block(date: unixTime, inForce)
    }

    private static func block(date: Int, _ retryAfter: RetryAfter?) -> [UInt8] {
        var fields = FieldList()
        fields.add("Date", text(ofDate: date))
        switch retryAfter {
        case .seconds(let seconds): fields.add("Retry-After", decimal: seconds)
        case .date(let moment): fields.add("Retry-After", text(ofDate: moment))
        case nil: break
        }
        var block = FieldBlock()
        block.append(fields)
        return block.bytes
    }

    private static func text(ofDate date: Int) -> [UInt8] {
        var text = InlineArray<29, UInt8>(repeating: 0)
        HTTPDate.write(date, into: &text)
        return [UInt8](text.span)
    }

    @inline(never)
    private func appendJittered(to output: OutputBuffer) -> Int {
        let own = inForce.delayed(by: random.next(upTo: advice.jitter))
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

/// Random numbers that nobody's safety depends on: George Marsaglia's xorshift64.
struct Xorshift64 {
    private var state: UInt64

    init(seed: UInt64) {
        // Zero would stay zero, and neighbouring seeds would begin alike.
        state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<8 { _ = next(upTo: 1) }
    }

    /// 0…largest.
    mutating func next(upTo largest: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(truncatingIfNeeded: (state >> 16) % UInt64(largest + 1))
    }
}
