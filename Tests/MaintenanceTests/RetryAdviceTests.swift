// When clients are told to come back: counting down, and not all at once.

import Testing

@testable import Maintenance

struct RetryAdviceTests {
    private static let moment = Server.moment

    private func values(_ advice: RetryAdvice, seed: UInt64 = 7, count: Int) throws -> [Int] {
        let clock = ClockLines(advice, unixTime: Self.moment, seed: seed)
        return try (0..<count).map { _ in
            let answer = try Server.standard.answer(clock: clock)
            return try #require(answer["Retry-After"].flatMap(Int.init))
        }
    }

    @Test func `the clock's lines follow the second`() throws {
        let clock = ClockLines(RetryAdvice(retryAfter: .seconds(5)), unixTime: Self.moment)
        clock.update(to: Self.moment + 59)
        let answer = try Server.standard.answer(clock: clock)
        #expect(answer["Date"] == "Wed, 21 Oct 2015 07:28:59 GMT" && answer["Retry-After"] == "5")
    }

    @Test(arguments: [
        (0, "100"), (1, "99"), (99, "1"), (100, "7"), (101, "7"), (10_000, "7"), (-3600, "3700"),
    ])
    func `the end is counted down to, then the configured value holds`(
        _ passed: Int, _ value: String
    ) throws {
        let advice = RetryAdvice(retryAfter: .seconds(7), until: Self.moment + 100)
        let clock = ClockLines(advice, unixTime: Self.moment)
        clock.update(to: Self.moment + passed)
        #expect(try Server.standard.answer(clock: clock)["Retry-After"] == value)
    }

    @Test func `behind the end a date holds until it has passed too`() throws {
        let advice = RetryAdvice(retryAfter: .date(Self.moment + 20), until: Self.moment + 10)
        let clock = ClockLines(advice, unixTime: Self.moment)
        for (passed, value) in [
            (9, "1"), (10, "Wed, 21 Oct 2015 07:28:20 GMT"),
            (19, "Wed, 21 Oct 2015 07:28:20 GMT"), (20, "300"),
        ] {
            clock.update(to: Self.moment + passed)
            #expect(try Server.standard.answer(clock: clock)["Retry-After"] == value)
        }
    }

    @Test func `jitter is spread over its whole range`() throws {
        let advice = RetryAdvice(retryAfter: .seconds(300), jitter: 9)
        var counts = [Int](repeating: 0, count: 10)
        for value in try values(advice, count: 2000) {
            try #require((300...309).contains(value))
            counts[value - 300] += 1
        }
        for count in counts { #expect((140...260).contains(count)) }
    }

    @Test func `jitter goes on top of the countdown`() throws {
        let advice = RetryAdvice(retryAfter: .seconds(7), until: Self.moment + 100, jitter: 2)
        #expect(Set(try values(advice, count: 100)) == [100, 101, 102])
    }

    @Test func `jitter moves a date`() throws {
        let advice = RetryAdvice(retryAfter: .date(Self.moment + 20), jitter: 1)
        let clock = ClockLines(advice, unixTime: Self.moment, seed: 7)
        let values = try (0..<50).map { _ in
            try Server.standard.answer(clock: clock)["Retry-After"] ?? ""
        }
        #expect(
            Set(values) == ["Wed, 21 Oct 2015 07:28:20 GMT", "Wed, 21 Oct 2015 07:28:21 GMT"])
    }

    @Test func `neighbouring seeds roll different numbers`() throws {
        let advice = RetryAdvice(retryAfter: .seconds(0), jitter: 1_000_000)
        let rolls = try (0..<20).map { try values(advice, seed: $0, count: 1)[0] }
        #expect(Set(rolls).count == rolls.count)
        // Not alike either: they fall all over the range.
        #expect(rolls.contains { $0 < 300_000 } && rolls.contains { $0 > 700_000 })
    }

    @Test func `without jitter every answer is the same`() throws {
        let advice = RetryAdvice(retryAfter: .seconds(12))
        #expect(Set(try values(advice, count: 20)) == [12])
    }
}
