// Whom a full table closes for another.

import Testing

@testable import UnderMaintenance

struct EvictionTests {
    private static let later = 100_000

    /// Slots by number, accepted in that order, and what each waits for.
    private func deadlines(
        _ kinds: [Deadlines.Kind], accepted: (Int) -> Int = { $0 }
    ) -> Deadlines {
        var deadlines = Deadlines()
        for (slot, kind) in kinds.enumerated() {
            deadlines.enter(slot, now: accepted(slot))
            deadlines.wait(slot, for: kind, now: accepted(slot), restartsTimer: true)
        }
        return deadlines
    }

    private func order(_ deadlines: Deadlines, now: Int = later) -> [Int] {
        var deadlines = deadlines
        var order: [Int] = []
        while let candidate = deadlines.evictionCandidate(now: now) {
            order.append(candidate.slot)
            deadlines.clear(candidate.slot)
        }
        return order
    }

    @Test func `who has nothing to lose goes first`() {
        let kinds: [Deadlines.Kind] = [
            .handshake, .head, .upload, .body, .write, .linger, .farewell, .keptIdle,
            .firstRequest, .firstByte,
        ]
        #expect(order(deadlines(kinds)) == [9, 7, 8, 5, 6, 4, 0, 1, 2, 3])
    }

    @Test func `where all are young it is the same, but for those who are about to ask`() {
        let kinds: [Deadlines.Kind] = [
            .handshake, .firstRequest, .head, .write, .linger, .keptIdle, .firstByte,
        ]
        let young = deadlines(kinds) { Self.later - 500 + $0 }
        #expect(order(young) == [6, 5, 4, 3, 0, 1, 2])
    }

    @Test func `the young go when all others are gone, whatever those wait for`() {
        let mixed = deadlines([.firstByte, .handshake, .keptIdle, .head]) {
            $0 < 1 || $0 == 2 ? Self.later - 10 : 0
        }
        #expect(order(mixed) == [1, 3, 0, 2])
    }

    @Test func `asking again makes nobody younger`() {
        var deadlines = deadlines([.keptIdle, .keptIdle, .keptIdle])
        for now in [1_000, 2_000, 90_000] {
            deadlines.wait(0, for: .head, now: now, restartsTimer: false)
            deadlines.wait(0, for: .keptIdle, now: now, restartsTimer: true)
        }
        #expect(order(deadlines) == [0, 1, 2])
    }

    @Test func `of two accepted in one millisecond the first goes first`() {
        let kinds = [Deadlines.Kind](repeating: .head, count: 50)
        #expect(order(deadlines(kinds) { _ in 5 }) == Array(0..<50))
    }

    @Test func `a reader is slow if it has taken nothing lately, and goes last if it has`() {
        var deadlines = deadlines([.write, .write, .head])
        deadlines.wait(0, for: .write, now: Self.later - 10, restartsTimer: true)
        #expect(
            deadlines.evictionCandidate(now: Self.later)
                == Deadlines.Candidate(slot: 1, isReader: true))
        #expect(order(deadlines) == [1, 2, 0])
    }

    @Test(arguments: 0..<20)
    func `any order of coming, changing and going leaves the oldest on top`(seed: Int) {
        var random = Sequence(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        var deadlines = Deadlines()
        var present: [Int: (accepted: Int, kind: Deadlines.Kind)] = [:]
        for now in 0..<600 {
            let slot = random.next(64)
            let kind = [.head, .keptIdle, .linger][random.next(3)] as Deadlines.Kind
            if random.next(4) == 0, present[slot] != nil {
                deadlines.clear(slot)
                present[slot] = nil
            } else {
                if present[slot] == nil { deadlines.enter(slot, now: now) }
                deadlines.wait(slot, for: kind, now: now, restartsTimer: random.next(2) == 0)
                present[slot] = (present[slot]?.accepted ?? now, kind)
            }
            let expected = [Deadlines.Kind.keptIdle, .linger, .head].lazy.compactMap { kind in
                present.filter { $0.value.kind == kind }
                    .min { $0.value.accepted < $1.value.accepted }
            }.first
            #expect(
                deadlines.evictionCandidate(now: Self.later)?.slot == expected?.key)
        }
    }

    /// xorshift64
    private struct Sequence {
        var state: UInt64

        mutating func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state >> 33) % bound
        }
    }
}
