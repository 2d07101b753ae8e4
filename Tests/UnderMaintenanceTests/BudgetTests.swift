// Whose connection goes when too much is held.

import Testing

@testable import UnderMaintenance

struct BudgetTests {
    /// In which order they go, all of them.
    private func order(_ budget: inout Budget, young: Set<Int> = []) -> [Int] {
        var order: [Int] = []
        while let slot = budget.candidate({ young.contains($0) }) {
            order.append(slot)
            budget.clear(slot)
        }
        return order
    }

    private func budget(
        _ holdings: KeyValuePairs<Int, Int>, young: Set<Int> = [], share: Int = 1 << 20
    ) -> Budget {
        var budget = Budget(share: share)
        for (slot, bytes) in holdings {
            budget.update(slot, bytes, isYoung: young.contains(slot), hasProgressed: true)
        }
        return budget
    }

    @Test func `who holds most goes first, who holds nothing never`() {
        var budget = budget([0: 1000, 1: 50_000, 2: 0, 3: 3_000_000_000, 4: 1, 5: 7000])
        #expect(order(&budget) == [3, 1, 5, 0, 4])
        #expect(budget.held == 0)
    }

    @Test func `among equals the one longest without progress goes first`() {
        var budget = budget([0: 60_000, 1: 60_000, 2: 60_000, 3: 60_000])
        budget.update(0, 60_100, isYoung: false, hasProgressed: true)
        budget.update(1, 60_100, isYoung: false, hasProgressed: false)
        #expect(order(&budget) == [1, 2, 3, 0])
    }

    @Test func `the young go last`() {
        var budget = budget([0: 60_000, 1: 100, 2: 200_000, 3: 2000], young: [0, 2])
        #expect(order(&budget, young: [0, 2]) == [3, 1, 2, 0])
    }

    @Test func `of the young those go first of whom there are too many, as they came`() {
        var budget = budget(
            [
                9: 70_000, 1: 10_000, 5: 10_000, 2: 10_000, 3: 10_000, 4: 10_000, 6: 10_000,
                7: 10_000, 8: 10_000, 10: 10_000, 11: 10_000,
            ], young: Set(1...11))
        #expect(order(&budget, young: Set(1...11)).prefix(3) == [1, 5, 2])
    }

    @Test func `the young go first as long as they hold more than half, and then the largest`() {
        var budget = budget(
            [0: 30_000, 1: 40_000, 2: 30_000, 3: 10_000, 4: 20_000], young: [2, 3, 4],
            share: 80_000)
        #expect(order(&budget, young: [2, 3, 4]) == [2, 1, 0, 4, 3])
    }

    @Test func `who was young when it was last seen grows older`() {
        var budget = budget([0: 60_000, 1: 60_000, 2: 5000], young: [0, 1, 2])
        #expect(order(&budget, young: [1]) == [0, 2, 1])
    }

    @Test func `what is held is the sum, whatever is noted in between`() {
        var budget = Budget(share: 10_000)
        for bytes in [4000, 100, 0, 9000, 9000, 3] {
            budget.update(7, bytes, isYoung: false, hasProgressed: false)
            #expect(budget.held == bytes && budget.bytes(of: 7) == bytes)
        }
        budget.update(2, 9000, isYoung: true, hasProgressed: false)
        #expect(budget.held == 9003)
        budget.clear(7)
        budget.clear(7)
        #expect(budget.held == 9000)
    }

    @Test func `the connections themselves count`() {
        var budget = Budget(share: 10 * ServerLimits.connectionBytes)
        #expect(!budget.isSpent(connections: 10))
        #expect(budget.isSpent(connections: 11))
        budget.update(0, 1, isYoung: false, hasProgressed: false)
        #expect(budget.isSpent(connections: 10))
    }

    @Test func `what is let go of is forgotten, the rest stays`() {
        var budget = budget([0: 5000, 900: 9000])
        budget.clear(900)
        budget.trim(to: 256)
        #expect(budget.bytes(of: 900) == 0)
        budget.update(900, 4000, isYoung: false, hasProgressed: true)
        #expect(order(&budget) == [0, 900])
    }
}
