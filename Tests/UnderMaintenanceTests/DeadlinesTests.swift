// Who has waited long enough.

import Testing

@testable import UnderMaintenance

struct DeadlinesTests {
    /// With so many connections, none of which waits yet.
    private func entered(_ count: Int) -> Deadlines {
        var deadlines = Deadlines()
        for slot in 0..<count { deadlines.enter(slot, now: 0) }
        return deadlines
    }

    private func expired(_ deadlines: inout Deadlines, at now: Int) -> [Int] {
        var slots: [Int] = []
        while let (slot, _) = deadlines.nextExpired(now: now) { slots.append(slot) }
        return slots
    }

    @Test func `nobody waits at first`() {
        var deadlines = entered(5)
        #expect(deadlines.nextEnd == .max)
        #expect(deadlines.evictionCandidate(now: 0) == nil)
        #expect(expired(&deadlines, at: .max) == [])
    }

    @Test func `waits end in the order they began, each once`() {
        var deadlines = entered(5)
        for slot in [3, 1, 2] { deadlines.wait(slot, for: .head, now: slot, restartsTimer: true) }
        #expect(deadlines.nextEnd == 10_003)
        #expect(expired(&deadlines, at: 10_000) == [])
        deadlines.clear(1)
        #expect(expired(&deadlines, at: 10_003) == [3, 2])
        #expect(expired(&deadlines, at: .max) == [])
    }

    @Test func `more of the same wait doesn't extend it unless it restarts the timer`() {
        var deadlines = entered(5)
        deadlines.wait(0, for: .head, now: 0, restartsTimer: true)
        deadlines.wait(0, for: .head, now: 9_000, restartsTimer: false)
        #expect(deadlines.nextEnd == 10_000)
        deadlines.wait(0, for: .head, now: 9_000, restartsTimer: true)
        #expect(deadlines.nextEnd == 19_000)
    }

    @Test func `another kind of wait replaces the first`() {
        var deadlines = entered(5)
        deadlines.wait(0, for: .firstByte, now: 0, restartsTimer: true)
        deadlines.wait(0, for: .keptIdle, now: 5, restartsTimer: false)
        #expect(deadlines.nextEnd == 620_005)
    }

    @Test func `a shortened wait ends sooner for those who wait and those to come`() {
        var deadlines = entered(5)
        deadlines.wait(0, for: .keptIdle, now: 0, restartsTimer: true)
        deadlines.shorten(.keptIdle, to: 1_000, now: 500)
        #expect(deadlines.nextEnd == 1_500)
        deadlines.wait(1, for: .keptIdle, now: 600, restartsTimer: true)
        #expect(expired(&deadlines, at: 1_600) == [0, 1])
    }

    @Test func `a wait in the middle of the queue can be cleared`() {
        var deadlines = entered(5)
        for slot in 0..<5 { deadlines.wait(slot, for: .body, now: 0, restartsTimer: true) }
        for slot in [2, 0, 4] { deadlines.clear(slot) }
        #expect(expired(&deadlines, at: 10_000) == [1, 3])
    }
}
