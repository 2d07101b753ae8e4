// New connections: taking them, making room for them, living without room.

import HTTP
import Kernel

extension EventLoop {
    func watchListeners() throws(Errno) {
        for index in listeners.indices {
            try epoll.add(
                listeners[index].socket.descriptor, [.read, .exclusive],
                EpollToken(slot: index, generation: 0))
        }
    }

    private func unwatchListeners() {
        for listener in listeners { epoll.remove(listener.socket.descriptor) }
        admin.unwatch()
    }

    /// Accepts a bounded batch. A request that is answered and closed in the same turn is never
    /// registered with epoll and takes no slot.
    /// - Returns: whether more may be waiting.
    @discardableResult
    func accept(from index: Int) -> Bool {
        // Stopped or paused earlier in this batch of events.
        guard index < listeners.count, acceptsAgain == .max else { return false }
        for _ in 0..<acceptBatch where !acceptOne(from: index) { return false }
        return true
    }

    /// - Returns: whether another one may be waiting.
    private func acceptOne(from index: Int) -> Bool {
        do throws(Errno) {
            let service = context.services[index]
            var address: PeerAddress?
            let accepted = try listeners[index].socket.descriptor.accept(from: &address)
            acceptFailures = 0
            context.tally.accepted(service.kind)
            let peer = Peer(
                address.map { IPAddress(high: $0.high, low: $0.low) }, isLocal: service.isLocal,
                in: context)
            var connection = Connection(
                owning: accepted, from: peer, of: service, at: index)
            if case .wait(let kind, let restartsTimer) = connection.advance(.read, in: context) {
                context.tally.ending = .answered
                admit(connection, kind, restartsTimer)
            } else {
                context.tally.closed(isTLS: service.certificates != nil)
            }
            return true
        } catch {
            switch error {
            case .wouldBlock: return false
            case .tooManyOpen, .tableFull, .noBuffers, .outOfMemory:
                refuseOne(from: index, error)
                return false
            // The peer of that one connection is gone or unreachable, if it isn't always so.
            default:
                acceptFailures += 1
                if acceptFailures < ServerLimits.acceptBatch { return true }
                pauseAccepting(error)
                return false
            }
        }
    }

    /// Gives the connection a slot, another's if there is none left.
    private func admit(
        _ connection: consuming Connection, _ kind: Deadlines.Kind, _ restartsTimer: Bool
    ) {
        if table.count >= connectionLimit { _ = makeRoom() }
        let slot = table.insert(connection).slot
        deadlines.enter(slot, now: context.now)
        guard watch(slot) else { return close(slot) }
        letWait(slot, kind, restartsTimer, mayHold: true)
    }

    /// No descriptor is left: a connection makes room. Where there is none, the
    /// reserve lets one connection be closed properly instead of hanging, and accepting pauses:
    /// the listener stays readable and would wake the loop without end.
    func refuseOne(from index: Int, _ error: Errno) {
        if makeRoom() { return }
        reserve = nil
        var address: PeerAddress?
        if index < listeners.count {
            _ = try? listeners[index].socket.descriptor.accept(from: &address)
        }
        reserve = try? signals.descriptor.duplicate()
        pauseAccepting(error)
    }

    @inline(never)
    private func pauseAccepting(_ error: Errno) {
        context.notices.refused("accept4", error, now: context.unixTime)
        acceptFailures = 0
        unwatchListeners()
        acceptsAgain = context.now + ServerLimits.acceptPause
    }

    func resumeAccepting() throws(Errno) {
        acceptsAgain = .max
        try watchListeners()
        try admin.watch()
    }
}
