// Where counts stand, and which hosts have one.

import HTTP
import Kernel
import Maintenance
import TLS
import Testing

@testable import UnderMaintenance

struct CountersTests {
    @Test func `every word of a worker's block is one thing's`() {
        let places: [(Int, Int)] = [
            (Count.lastTime, 1), (Count.lastMoment, 1), (Count.sentBytes, 2),
            (Count.receivedBytes, 2), (Count.requests, Count.rows * Count.rowWords),
            (Count.hosts, Count.mostHosts), (Count.otherHosts, 1), (Count.accepted, 2),
            (Count.closed, Ending.allCases.count * Count.closedWords),
            (Count.evicted, Eviction.allCases.count), (Count.handshakes, 2),
            (Count.failedHandshakes, HandshakeFailure.allCases.count), (Count.held, 1),
            (Count.droppedRequests, 1), (Count.droppedLines, 1),
        ]
        check(places)
        #expect(AnswerKind.allCases.count <= Count.rowWords)
        // A mark holds a place in a byte.
        #expect(Count.otherHosts <= Int(UInt8.max))
    }

    @Test func `every word of the block of all is one thing's`() {
        check([
            (CommonCount.reloads, 1), (CommonCount.failedReloads, 1),
            (CommonCount.isReloadFailed, 1), (CommonCount.lastReload, 1),
            (CommonCount.isStopping, 1), (CommonCount.droppedLines, 1),
            (CommonCount.restarts, RestartCause.allCases.count),
            (CommonCount.memory, ProcessRole.allCases.count),
            (CommonCount.time, ProcessRole.allCases.count),
            (CommonCount.loggers + CommonCount.loggerWords, 2 * CommonCount.loggerWords),
            (CommonCount.servingPeriod, 1), (CommonCount.servingSince, 1),
            (CommonCount.answersBefore, 1), (CommonCount.distinctHosts, 1),
            (CommonCount.hostHashes, CommonCount.hostHashWords),
        ])
    }

    private func check(_ places: [(start: Int, count: Int)]) {
        var end = 0
        for place in places.sorted(by: { $0.start < $1.start }) {
            #expect(place.start >= end)
            end = place.start + place.count
        }
        #expect(end <= CountBlock.words)
    }

    @Test func `two generations have blocks of their own, the third those of the first`() throws {
        let counters = try Counters(workers: 3)
        for generation in 0..<2 {
            for place in 0..<3 { counters.block(place, generation: generation).add(1, at: 9) }
        }
        #expect(counters.total(9) == 6)
        counters.block(1, generation: 2).add(1, at: 9)
        #expect(counters.block(1, generation: 0)[9] == 2)
        #expect(counters.block(1, generation: 1)[9] == 1)
        #expect(counters.total(9) == 7)
    }
}

struct CountedHostsTests {
    private func hosts(_ names: String...) -> CountedHosts {
        var hosts = CountedHosts()
        for name in names { hosts.add(Array(name.utf8)) }
        return hosts
    }

    private func find(_ host: String, _ hosts: CountedHosts) -> String? {
        hosts.find(Array(host.utf8).span).map { String(bytes: hosts.names[$0]) }
    }

    @Test(arguments: [
        ("shop.example.com", "shop.example.com"), ("SHOP.example.COM", "shop.example.com"),
        ("a.example.com", "*.example.com"), ("a.b.example.com", nil), ("example.com", nil),
        (".example.com", nil), ("shop.example.co", nil), ("", nil),
        ("xshop.example.com", "*.example.com"),
    ])
    func `a host is counted under its name, else under the wildcard that covers it`(
        _ host: String, _ name: String?
    ) {
        #expect(find(host, hosts("*.example.com", "shop.example.com")) == name)
    }

    @Test func `there are 64 at most, none twice, and none gives up its place`() {
        var hosts = hosts("a.example")
        for number in 0..<100 { hosts.add(Array("h\(number).example".utf8)) }
        hosts.add(Array("a.example".utf8))
        #expect(hosts.names.count == 64)
        #expect(find("a.example", hosts) == "a.example")
        #expect(find("h62.example", hosts) == "h62.example")
        #expect(find("h63.example", hosts) == nil)
    }
}

struct LabelTests {
    @Test func `every case that is counted has a word`() {
        func words(_ names: StaticString) -> Int {
            names.description.split(separator: " ", omittingEmptySubsequences: false).count
        }
        #expect(words(Ending.names) == Ending.allCases.count)
        #expect(Ending.count == Ending.allCases.count)
        #expect(words(Eviction.names) == Eviction.allCases.count)
        #expect(words(RestartCause.names) == RestartCause.allCases.count)
        #expect(words(ProcessRole.names) == ProcessRole.allCases.count)
        #expect(words(HandshakeFailure.names) == HandshakeFailure.allCases.count)
    }
}
