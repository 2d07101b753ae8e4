// From answers composed to the end of the connection, or its next request.

import HTTP
import Kernel
import Maintenance

extension Connection {
    /// Sends what has been composed, then the large body; what the kernel doesn't take waits in
    /// the outbox.
    /// - Returns: false when the connection is gone.
    mutating func deliver(_ largeBody: Int?, on bench: Workbench) -> Bool {
        defer { bench.output.removeAll() }
        if bench.output.isEmpty { return true }
        let total = bench.output.count
        var sent = 0
        let ends = stage == .closing && largeBody == nil
        var progress = Progress.moved(0)
        while sent < total, case .moved = progress {
            progress = bench.output.withSpan {
                transport.send(
                    $0.extracting(sent...), more: largeBody != nil, ends: ends, on: bench)
            }
            if case .moved(let count) = progress { sent += count }
        }
        switch progress {
        case .moved, .wouldBlock: break
        case .ended, .failed: return false
        }
        if sent < total || transport.isBlocked {
            let rest = bench.output.withSpan { Array($0.extracting(sent...)) }
            outbox = Outbox(bytes: rest, body: largeBody)
            return true
        }
        guard let largeBody else { return true }
        outbox = Outbox(bytes: [], body: largeBody)
        return sendOutbox(on: bench) != nil
    }

    /// The kernel takes bytes again.
    mutating func resumeSending(on bench: Workbench) -> Outcome {
        guard let hasMoved = sendOutbox(on: bench) else { return .close }
        if outbox != nil { return .wait(.write, anew: hasMoved) }
        if stage != .closing, !buffered.isEmpty { return handleBuffered(on: bench) }
        return settle(on: bench, anew: true)
    }

    /// Sends until everything is out or the kernel takes no more.
    /// - Returns: whether anything moved; nil when the connection is gone.
    private mutating func sendOutbox(on bench: Workbench) -> Bool? {
        guard let outbox else { return false }
        var hasMoved = false
        while true {
            let progress: Progress
            if outbox.sent < outbox.bytes.count {
                let bytes = outbox.bytes
                progress = transport.send(
                    bytes.span.extracting(outbox.sent...), more: outbox.body != nil,
                    ends: stage == .closing && outbox.body == nil, on: bench)
                if case .moved(let count) = progress { outbox.sent += count }
            } else if let index = outbox.body,
                outbox.bodySent < bench.responder.responses.representations[index].body.count
            {
                let body = bench.responder.responses.representations[index].body.start
                progress = transport.send(
                    body.span.extracting(outbox.bodySent...), ends: stage == .closing, on: bench)
                if case .moved(let count) = progress { outbox.bodySent += count }
            } else {
                progress = transport.flush(on: bench)
                if !transport.isBlocked {
                    self.outbox = nil
                    return true
                }
            }
            switch progress {
            case .moved: hasMoved = true
            case .wouldBlock: return hasMoved
            case .ended, .failed: return nil
            }
        }
    }

    /// Everything that could be answered has been; decides how the connection goes on.
    mutating func settle(on bench: Workbench, anew: Bool) -> Outcome {
        // A flight of the handshake that the kernel doesn't take whole.
        if outbox == nil, transport.isBlocked { outbox = Outbox(bytes: [], body: nil) }
        guard stage == .closing, outbox == nil else { return waiting(anew: anew) }
        // Sends what `send` held back for it, so that answer and FIN are one segment. Never left to
        // the close alone: bytes that arrive just before it would make it a reset, without them.
        transport.descriptor.shutdownSending()
        guard mayBeUnread else { return .close }
        stage = .lingering
        buffered = []
        lingerEnds = bench.now + ServerLimits.lingerTotal
        return linger(on: bench)
    }

    /// Throws away what the peer still sends: closing with bytes unread would send a reset, and
    /// the peer might lose the answer to it (RFC 9112 §9.6).
    mutating func linger(on bench: Workbench) -> Outcome {
        var count = 0
        while count < ServerLimits.lingerBatch {
            switch transport.descriptor.discardReceived(upTo: ServerLimits.lingerBatch) {
            case .moved(let discarded): count += discarded
            case .wouldBlock:
                return lingersOn(count, on: bench)
            case .ended, .failed: return .close
            }
        }
        return lingersOn(count, on: bench)
    }

    private mutating func lingersOn(_ count: Int, on bench: Workbench) -> Outcome {
        lingerBytes += count
        let isOver = bench.now >= lingerEnds || lingerBytes > ServerLimits.lingerBytes
        return isOver ? .close : .wait(.linger, anew: count > 0)
    }
}
