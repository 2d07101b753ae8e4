// The exposition: what has been counted, in Prometheus' text format 0.0.4.

import HTTP
import Kernel
import Maintenance
import TLS

struct Metrics {
    /// Where what comes next stands in the table of families, and the name of the present one.
    var place = 0
    var name = 0..<0
    var text: [UInt8] = []
    var hasLabel = false

    mutating func write(_ facts: AdminFacts, _ context: LoopContext) {
        text.reserveCapacity(16 * 1024)
        writeRequests(facts, context)
        writeConnections(facts, context)
        writeHandshakes(facts.counters)
        writeBytes(facts, context)
        writeReloads(facts.counters.common)
        writeCertificates(context)
        writeProcesses(facts)
    }

    private mutating func writeRequests(_ facts: AdminFacts, _ context: LoopContext) {
        let counters = facts.counters
        begin()
        for kind in Listener.Kind.allCases where kind.isPublic {
            let isThere = context.services.contains { $0.kind == kind }
            for version in 0..<Count.versions {
                let row = kind.rawValue * Count.versions + version
                for answer in AnswerKind.allCases {
                    let count = counters.total(
                        Count.requests + row * Count.rowWords + Int(answer.rawValue))
                    // Known from the start, so that the first that is counted is an increase.
                    let isExpected = isThere && version > 0 && answer.rawValue <= Self.expected
                    guard count > 0 || isExpected else { continue }
                    label("listener", kind.traits.name)
                    label(
                        "protocol",
                        version == 0
                            ? "unknown" : HTTPVersion(rawValue: UInt8(version))?.name ?? "")
                    label("format", answer.name)
                    label("code", String(answer.status ?? facts.status))
                    end(count)
                }
            }
        }
        begin()
        for (place, name) in facts.hosts.names.enumerated() {
            label("host", name)
            end(counters.total(Count.hosts + place))
        }
        label("host", "other")
        end(counters.total(Count.otherHosts))
        single(counters.latest(Count.lastTime))
        single(Serving(counters.common).goesOn ? 1 : 0)
    }

    /// HTML, JSON, XML and text.
    private static let expected = AnswerKind.text.rawValue

    private mutating func writeConnections(_ facts: AdminFacts, _ context: LoopContext) {
        let counters = facts.counters
        var closed = [0, 0]
        for ending in Ending.allCases {
            for tls in 0..<2 { closed[tls] += counters.total(closedIndex(ending, tls)) }
        }
        begin()
        for kind in kinds(context) {
            label("listener", kind.traits.name)
            end(counters.total(Count.accepted + kind.rawValue))
        }
        begin()
        for kind in kinds(context) {
            label("listener", kind.traits.name)
            end(max(0, counters.total(Count.accepted + kind.rawValue) - closed[kind.rawValue]))
        }
        begin()
        for kind in kinds(context) {
            for ending in Ending.allCases {
                label("listener", kind.traits.name)
                label("reason", ending.name)
                end(counters.total(closedIndex(ending, kind.rawValue)))
            }
        }
        begin()
        for eviction in Eviction.allCases {
            label("limit", eviction.name)
            end(counters.total(Count.evicted + eviction.rawValue))
        }
    }

    private func closedIndex(_ ending: Ending, _ tls: Int) -> Int {
        Count.closed + ending.rawValue * Count.closedWords + tls
    }

    private func kinds(_ context: LoopContext) -> [Listener.Kind] {
        Listener.Kind.allCases.filter { kind in context.services.contains { $0.kind == kind } }
    }

    private mutating func writeHandshakes(_ counters: Counters) {
        begin()
        for resumed in 0..<2 {
            label("kind", resumed == 1 ? "resumed" : "full")
            end(counters.total(Count.handshakes + resumed))
        }
        begin()
        for failure in HandshakeFailure.allCases {
            label("reason", failure.name)
            end(counters.total(Count.failedHandshakes + failure.rawValue))
        }
    }

    private mutating func writeBytes(_ facts: AdminFacts, _ context: LoopContext) {
        for index in [Count.sentBytes, Count.receivedBytes] {
            begin()
            for kind in kinds(context) {
                label("listener", kind.traits.name)
                end(facts.counters.total(index + kind.rawValue))
            }
        }
    }

    private mutating func writeReloads(_ common: CountBlock) {
        begin()
        label("result", "success")
        end(common[CommonCount.reloads])
        label("result", "failure")
        end(common[CommonCount.failedReloads])
        single(common[CommonCount.isReloadFailed])
        single(common[CommonCount.lastReload])
    }

    private mutating func writeCertificates(_ context: LoopContext) {
        begin()
        guard let store = context.services.compactMap({ $0.certificates }).first else { return }
        for name in store.names {
            label("name", name)
            end(Self.expiry(store.certificates(for: name.span)))
        }
        label("name", "default")
        end(Self.expiry(store.certificates(for: [UInt8]().span)))
    }

    private static func expiry(_ certificates: [Certificate]) -> Int {
        certificates.reduce(.max) { min($0, $1.notAfter) }
    }

    private mutating func writeProcesses(_ facts: AdminFacts) {
        let (counters, common) = (facts.counters, facts.counters.common)
        begin()
        for cause in RestartCause.allCases {
            label("cause", cause.name)
            end(common[CommonCount.restarts + cause.rawValue])
        }
        var open = 0
        for tls in 0..<2 {
            for ending in Ending.allCases { open -= counters.total(closedIndex(ending, tls)) }
            open += counters.total(Count.accepted + tls)
        }
        single(max(0, open) * ServerLimits.connectionBytes + counters.total(Count.held))
        single(facts.budget)
        begin()
        for stream in 1...2 {
            var lost = common[CommonCount.loggers + stream * CommonCount.loggerWords]
            lost += counters.total(stream == 1 ? Count.droppedRequests : Count.droppedLines)
            if stream == 2 { lost += common[CommonCount.droppedLines] }
            label("stream", stream == 1 ? "stdout" : "stderr")
            end(lost)
        }
        begin()
        for role in ProcessRole.allCases {
            label("role", role.name)
            end(common[CommonCount.memory + role.rawValue])
        }
        begin()
        for role in ProcessRole.allCases {
            label("role", role.name)
            end(common[CommonCount.time + role.rawValue], isHundredths: true)
        }
        begin()
        label("version", Program.version)
        label("openssl", Library.version)
        label("zlib", Gzip.version)
        end(1)
    }
}

extension HandshakeFailure {
    fileprivate var name: StaticString {
        switch self {
        case .noTLS: "not_tls"
        case .version: "version"
        case .cipher: "cipher"
        case .protocol: "alpn"
        case .certificate: "certificate"
        case .timeout: "timeout"
        case .aborted: "aborted"
        case .other: "other"
        }
    }
}
