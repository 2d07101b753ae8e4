// From answers composed to the end of the connection, or its next request.

import HTTP
import Kernel
import Maintenance

extension Connection {
    /// Sends what has been composed, then the large body; what the kernel doesn't take is pending.
    /// - Returns: false when the connection is gone.
    mutating func deliver(_ largeBody: RepresentationID?, in context: LoopContext) -> Bool {
        if context.output.isEmpty { return true }
        defer { context.output.removeAll() }
        let total = context.output.count
        var sent = 0
        let ends = exchange.isClosing && largeBody == nil
        var progress = Progress.moved(0)
        while sent < total, case .moved = progress {
            progress = context.output.withSpan {
                transport.send(
                    $0.extracting(sent...), more: largeBody != nil, ends: ends, in: context)
            }
            if case .moved(let count) = progress { sent += count }
        }
        switch progress {
        case .moved, .wouldBlock: break
        case .ended, .failed: return false
        }
        if sent < total || transport.isBlocked {
            let rest = context.output.withSpan { [UInt8]($0.extracting(sent...)) }
            pendingOutput = PendingOutput(bytes: rest, body: largeBody)
            return true
        }
        guard let largeBody else { return true }
        pendingOutput = PendingOutput(bytes: [], body: largeBody)
        return sendPending(in: context) != nil
    }

    /// The kernel takes bytes again.
    mutating func resumeSending(in context: LoopContext) -> Outcome {
        guard let hasMoved = sendPending(in: context) else { return .close }
        if pendingOutput != nil {
            return waitForReader(hasMoved && transport.hasProgressed())
        }
        let bytes = takeUnread()
        return serve(bytes.span, in: context)
    }

    /// Sends until everything is out or the kernel takes no more.
    /// - Returns: whether anything moved; nil when the connection is gone.
    mutating func sendPending(in context: LoopContext) -> Bool? {
        guard let pendingOutput else { return false }
        var hasMoved = false
        while true {
            let progress: Progress
            if pendingOutput.sent < pendingOutput.bytes.count {
                let bytes = pendingOutput.bytes
                progress = transport.send(
                    bytes.span.extracting(pendingOutput.sent...), more: pendingOutput.body != nil,
                    ends: exchange.isClosing && pendingOutput.body == nil, in: context)
                if case .moved(let count) = progress { pendingOutput.sent += count }
            } else if let representation = pendingOutput.body,
                let part = context.responder.responses.large(
                    representation, from: pendingOutput.bodySent)
            {
                progress = transport.send(
                    part.piece.span.extracting(part.sent...), more: !part.isLast,
                    ends: exchange.isClosing && part.isLast, in: context)
                if case .moved(let count) = progress { pendingOutput.bodySent += count }
            } else {
                progress = transport.flush(in: context)
                if !transport.isBlocked {
                    self.pendingOutput = nil
                    transport.looksInVain = Transport.neverLooked
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

    /// Ends our side: the last answer is out.
    /// - Parameter isUnread: whether the peer may still be sending.
    mutating func finish(isUnread: Bool, in context: LoopContext) -> Outcome {
        // Sends what `send` held back for it, so that answer and FIN are one segment. Never left to
        // the close alone: bytes that arrive just before it would make it a reset, without them.
        transport.descriptor.shutdownSending()
        guard isUnread else { return .close }
        return goOn(Lingering(now: context.now), in: context)
    }

    mutating func goOn(_ lingering: Lingering, in context: LoopContext) -> Outcome {
        var lingering = lingering
        let outcome = lingering.go(on: transport.descriptor, now: context.now)
        phase = .lingering(lingering)
        return outcome
    }
}

/// The end of the composed bytes, and how far a large body has gone: the body itself stays where
/// it was loaded, whoever reads slowly.
final class PendingOutput {
    let bytes: [UInt8]
    /// Bytes of `bytes` already sent.
    var sent = 0
    /// The representation whose body follows, if one does.
    let body: RepresentationID?
    /// Bytes of the body already sent.
    var bodySent = 0

    /// Bytes of memory it takes.
    var heldBytes: Int { bytes.capacity + 64 }

    /// Bytes of `bytes` that haven't been sent.
    var rest: Int { bytes.count - sent }

    init(bytes: [UInt8], body: RepresentationID?) {
        self.bytes = bytes
        self.body = body
    }
}
