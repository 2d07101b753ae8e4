// What one worker counts: a request costs it a few additions.

import HTTP
import Kernel
import Maintenance
import TLS

/// The one writer of its block.
final class Tally {
    /// Where an answer is counted once it goes out.
    struct Mark {
        fileprivate let request: UInt8
        fileprivate let host: UInt8
    }

    let block: CountBlock
    private let serving: Serving
    private let hosts: CountedHosts
    /// Why the connection that is looked at will have ended, if it does.
    var ending = Ending.answered
    /// The host that was asked for last, and where its requests are counted.
    private var lastHost: [UInt8] = []
    private var lastHostCount = Count.otherHosts
    /// Of serving, in which that host was noted.
    private var period = 0

    init(
        _ block: CountBlock = CountBlock(), _ serving: Serving = Serving(CountBlock()),
        hosts: CountedHosts = CountedHosts()
    ) {
        self.block = block
        self.serving = serving
        self.hosts = hosts
    }

    /// Notes a request that is about to be answered.
    /// - Parameters:
    ///   - request: left as it is; lent in place, since copying it would cost more than the rest.
    ///   - bytes: what the request was read from.
    ///   - row: where requests of the listener's kind are counted.
    ///   - listener: index among the context's.
    @inline(__always)
    func mark(
        _ kind: AnswerKind, _ request: inout Request, of bytes: Span<UInt8>,
        row: UInt8, on listener: UInt16, in context: LoopContext
    ) -> Mark {
        if block[Count.lastTime] != context.unixTime, kind.isAnswer {
            beginSecond(request.authority, of: bytes, on: listener, in: context)
        }
        let host = request.authority
        if !bytes.holdsFew(lastHost, at: Int(host.start), count: Int(host.count)) {
            find(host, of: bytes, isServed: kind.isAnswer)
        }
        let row = row &+ request.version.rawValue
        return Mark(
            request: UInt8(Count.requests) &+ row &* UInt8(Count.rowWords) &+ kind.rawValue,
            host: UInt8(truncatingIfNeeded: lastHostCount))
    }

    /// Counts an answer that goes out.
    @inline(__always)
    func count(_ mark: Mark?) {
        guard let mark else { return }
        block.add(1, at: Int(mark.request))
        block.add(1, at: Int(mark.host))
    }

    /// The first request of a second.
    @inline(never)
    private func beginSecond(
        _ host: ByteRange, of bytes: Span<UInt8>, on listener: UInt16, in context: LoopContext
    ) {
        block[Count.lastTime] = context.unixTime
        block.store(context.now, at: Count.lastMoment)
        if serving.begins(at: context.now) {
            var line = LogLine(.info, "serving-began")
            line.add("host", String(bytes: [UInt8](bytes.extracting(host.indices))))
            line.add("listener", context.services[Int(listener)].address)
            line.write()
        }
        if serving.period == period { return }
        period = serving.period
        lastHost = []
        lastHostCount = Count.otherHosts
    }

    /// Another host than the last, or one whose name is short or long.
    @inline(never)
    private func find(_ host: ByteRange, of bytes: Span<UInt8>, isServed: Bool) {
        if bytes.holds(lastHost, at: Int(host.start), count: Int(host.count)) { return }
        lastHost.removeAll(keepingCapacity: true)
        for index in host.indices { lastHost.append(bytes[index]) }
        let authority = lastHost
        let name = authority.span.extracting(first: Authority.endOfHost(authority.span))
        lastHostCount = Count.hosts + (hosts.find(name) ?? Count.mostHosts)
        if isServed {
            if !name.isEmpty { serving.note(name) }
        } else {
            // No host has this byte: the next request of the same one is looked at again.
            lastHost.append(0)
        }
    }
}

// Connections.
extension Tally {
    func accepted(_ kind: Listener.Kind) { block.add(1, at: Count.accepted + kind.rawValue) }

    /// The connection that was looked at has ended.
    func closed(isTLS: Bool) {
        block.add(1, at: Count.closed + ending.rawValue * Count.closedWords + (isTLS ? 1 : 0))
        ending = .answered
    }

    func evicted(_ eviction: Eviction) {
        block.add(1, at: Count.evicted + eviction.rawValue)
        ending = .evicted
    }

    func shookHands(resumed: Bool) { block.add(1, at: Count.handshakes + (resumed ? 1 : 0)) }

    func failedHandshake(_ failure: HandshakeFailure) {
        block.add(1, at: Count.failedHandshakes + failure.rawValue)
        ending = .handshake
    }
}
