// When visitors have come and when they have gone, as all workers together see it.

import Kernel
import Testing

@testable import UnderMaintenance

struct ServingTests {
    private let counters: Counters
    private let serving: Serving

    init() throws {
        counters = try Counters(workers: 2)
        serving = Serving(counters.common)
    }

    private func visit(_ worker: Int, at moment: Int) -> Bool {
        counters.block(worker, generation: 0).store(moment, at: Count.lastMoment)
        return serving.begins(at: moment)
    }

    @Test func `it begins once, whichever worker is asked first`() {
        #expect(!serving.goesOn)
        #expect(visit(1, at: 1000))
        #expect(!visit(0, at: 1001))
        #expect(!visit(1, at: 60_000))
        #expect(serving.goesOn && serving.since == 1000)
    }

    @Test func `it ends a quiet minute after the last request of any worker`() {
        _ = visit(0, at: 1000)
        _ = visit(1, at: 30_000)
        #expect(serving.endsIfQuiet(62_000, counters) == 30_000 + Serving.quiet)
        #expect(serving.goesOn)
        #expect(serving.endsIfQuiet(30_000 + Serving.quiet, counters) == nil)
        #expect(!serving.goesOn)
        // Nobody asks again before a worker says that it has begun.
        #expect(serving.endsIfQuiet(200_000, counters) == nil)
        #expect(visit(0, at: 200_000))
        #expect(serving.goesOn)
    }

    @Test func `hosts are counted once each, in any letters, and to one more than 64`() {
        _ = visit(0, at: 1000)
        let count = { counters.common[CommonCount.distinctHosts] }
        for _ in 0..<3 {
            for host in ["a.example", "A.Example", "b.example"] {
                serving.note(Array(host.utf8).span)
            }
        }
        #expect(count() == 2)
        for number in 0..<1000 { serving.note(Array("\(number).example".utf8).span) }
        #expect(count() == Count.mostHosts + 1)
        _ = serving.endsIfQuiet(1000 + Serving.quiet, counters)
        #expect(count() == 0)
        _ = visit(0, at: 100_000)
        serving.note(Array("a.example".utf8).span)
        #expect(count() == 1)
    }

    @Test func `hosts that come while nobody is served are none`() {
        serving.note(Array("a.example".utf8).span)
        #expect(counters.common[CommonCount.distinctHosts] == 0)
    }
}
