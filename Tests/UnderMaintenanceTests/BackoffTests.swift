// How long a dying worker's successor waits.

import Testing

@testable import UnderMaintenance

struct BackoffTests {
    @Test func `the first death is answered at once, early ones with more and more patience`() {
        var backoff = Backoff()
        let delays = (0..<12).map { _ in backoff.delay(afterLiving: 5) }
        #expect(delays.first == 0)
        #expect(delays == delays.sorted())
        #expect(delays.last == 5_000)
    }

    @Test func `a worker that has been well starts anew`() {
        var backoff = Backoff()
        for _ in 0..<5 { _ = backoff.delay(afterLiving: 5) }
        #expect(backoff.delay(afterLiving: Backoff.wellAfter) == 0)
    }
}
