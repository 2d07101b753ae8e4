// The exposition: what has been counted, in Prometheus' text format 0.0.4.

import HTTP
import Kernel
import Maintenance
import TLS

/// Its families are those of the table in `Metrics+Format`, in their order.
struct Metrics {
    /// Where what comes next stands in the table, and the name of the present family.
    var place = 0
    var name = 0..<0
    var text: [UInt8] = []
    var hasLabel = false

    /// One after the other: `http` and `https`, as they are counted.
    private static var listeners: StaticString { "http https" }
    private static var versions: StaticString { "unknown HTTP/1.0 HTTP/1.1 HTTP/2.0" }

    mutating func write(_ facts: AdminFacts, _ context: LoopContext) {
        text.reserveCapacity(16 * 1024)
        let (counters, common) = (facts.counters, facts.counters.common)
        writeRequests(facts, context)
        writeHosts(facts)
        single(counters.latest(Count.lastTime))
        single(Serving(common).goesOn ? 1 : 0)
        let open = writeConnections(counters)
        family("kind", "full resumed", counters.totals(Count.handshakes, 2))
        family("reason", HandshakeFailure.names, counters.totals(Count.failedHandshakes, 8))
        family("listener", Self.listeners, counters.totals(Count.sentBytes, 2))
        family("listener", Self.listeners, counters.totals(Count.receivedBytes, 2))
        family("result", "success failure", Self.words(common, CommonCount.reloads, 2))
        single(common[CommonCount.isReloadFailed])
        single(common[CommonCount.lastReload])
        writeCertificates(context)
        family("cause", RestartCause.names, Self.words(common, CommonCount.restarts, 4))
        single(open * ServerLimits.connectionBytes + counters.total(Count.held))
        single(facts.budget)
        var dropped = counters.totals(Count.droppedRequests, 2)
        for stream in 0..<2 {
            dropped[stream] += common[CommonCount.loggers + (stream + 1) * CommonCount.loggerWords]
        }
        dropped[1] += common[CommonCount.droppedLines]
        family("stream", "stdout stderr", dropped)
        family("role", ProcessRole.names, Self.words(common, CommonCount.memory, 3))
        family(
            "role", ProcessRole.names, Self.words(common, CommonCount.time, 3), isHundredths: true)
        begin()
        label("version", Array(Program.version.utf8))
        label("openssl", Array(Library.version.utf8))
        label("zlib", Array(Gzip.version.utf8))
        end(1)
    }

    @inline(never)
    private static func words(_ common: CountBlock, _ start: Int, _ count: Int) -> [Int] {
        (start..<start + count).map { common[$0] }
    }

    private mutating func writeRequests(_ facts: AdminFacts, _ context: LoopContext) {
        begin()
        for row in 0..<Count.rows {
            let (listener, version) = (row / Count.versions, row % Count.versions)
            let isThere = context.services.contains { $0.kind.rawValue == listener }
            for kind in AnswerKind.allCases {
                let index = Count.requests + row * Count.rowWords + Int(kind.rawValue)
                let count = facts.counters.total(index)
                // Known from the start, so that the first that is counted is an increase.
                let isExpected = isThere && version > 0 && kind.rawValue <= Self.expected
                guard count > 0 || isExpected else { continue }
                label("listener", Self.listeners, listener)
                label("protocol", Self.versions, version)
                label("format", kind.name, 0)
                var code: [UInt8] = []
                code.append(decimal: kind.status ?? facts.status)
                label("code", code)
                end(count)
            }
        }
    }

    /// HTML, JSON, XML and text.
    private static var expected: UInt8 { AnswerKind.text.rawValue }

    private mutating func writeHosts(_ facts: AdminFacts) {
        begin()
        for (place, name) in facts.hosts.names.enumerated() {
            label("host", name)
            end(facts.counters.total(Count.hosts + place))
        }
        label("host", CountedHosts.rest)
        end(facts.counters.total(Count.otherHosts))
    }

    /// - Returns: how many are open.
    private mutating func writeConnections(_ counters: Counters) -> Int {
        // Those that have ended first: else one that comes meanwhile would have ended before.
        let closed = counters.totals(Count.closed, Ending.count * Count.closedWords)
        let accepted = counters.totals(Count.accepted, Count.closedWords)
        var open = accepted
        for index in closed.indices { open[index & 1] -= closed[index] }
        family("listener", Self.listeners, accepted)
        family("listener", Self.listeners, open)
        begin()
        for index in closed.indices {
            label("listener", Self.listeners, index & 1)
            label("reason", Ending.names, index >> 1)
            end(closed[index])
        }
        family("limit", Eviction.names, counters.totals(Count.evicted, 2))
        return open[0] + open[1]
    }

    private mutating func writeCertificates(_ context: LoopContext) {
        begin()
        for service in context.services {
            guard let store = service.certificates else { continue }
            let byDefault = [UInt8]("default")
            for name in store.names where name != byDefault {
                writeExpiry(name, store.certificates(for: name.span))
            }
            return writeExpiry(byDefault, store.certificates(for: [UInt8]().span))
        }
    }

    private mutating func writeExpiry(_ name: [UInt8], _ certificates: [Certificate]) {
        var expiry = Int.max
        for certificate in certificates { expiry = min(expiry, certificate.notAfter) }
        label("name", name)
        end(expiry)
    }
}
