// Sending on an HTTP/2 connection: the frame in flight, what is composed, then the next frames.

import HTTP
import HTTP2
import Kernel
import Maintenance

extension Connection {
    /// Sends until there is nothing more, the kernel takes no more, or the turn is over.
    /// - Returns: whether anything moved; nil when the connection is gone.
    mutating func sendFrames(in context: LoopContext) -> Bool? {
        guard let http2 else { return false }
        var moved = 0
        while moved < ServerLimits.turnBytes {
            if !context.output.isEmpty {
                // What is composed goes behind whatever has been begun.
                if pendingOutput != nil || http2.session.isInFlight || transport.isBlocked {
                    queueOutput(in: context)
                } else {
                    guard deliver(nil, in: context) else { return nil }
                    moved += 1
                }
            }
            if http2.session.isInFlight || pendingOutput == nil {
                guard let frame = http2.session.frame() else { return moved > 0 }
                guard let count = send(frame, of: http2, in: context) else { return nil }
                if count == 0 { return moved > 0 }
                moved += count
            } else {
                guard let hasMoved = sendPending(in: context) else { return nil }
                if hasMoved { moved += 1 }
                if pendingOutput != nil { return moved > 0 }
            }
        }
        if !context.output.isEmpty { queueOutput(in: context) }
        return true
    }

    /// What can't be sent yet waits behind what is pending.
    private mutating func queueOutput(in context: LoopContext) {
        var bytes: [UInt8] = []
        if let pendingOutput {
            let waiting = pendingOutput.bytes
            bytes = [UInt8](waiting.span.extracting(pendingOutput.sent...))
        }
        context.output.withSpan { bytes += [UInt8]($0) }
        context.output.removeAll()
        pendingOutput = PendingOutput(bytes: bytes, body: nil)
    }

    /// Puts the frame together in the loop's buffer; what the kernel doesn't take of it is put
    /// together again, so that a slow reader holds no copy.
    /// - Returns: bytes of it that went; nil when the connection is gone.
    private mutating func send(
        _ frame: DataFrame, of http2: SessionHolder, in context: LoopContext
    ) -> Int? {
        let octets = frame.header.octets
        context.output.append(octets.span.extracting(frame.headerRest))
        if let body = http2.body(frame.body) {
            context.output.append(body.span.extracting(frame.range))
        } else {
            context.responder.responses.append(frame.range, of: frame.body, to: context.output)
        }
        let progress = context.output.withSpan { transport.send($0, ends: false, in: context) }
        context.output.removeAll()
        switch progress {
        case .moved(let count):
            http2.session.sent(count, of: frame, context.output)
            return count
        case .wouldBlock: return 0
        case .ended, .failed: return nil
        }
    }
}

/// Bodies that were made for a request and go out by and by, behind narrow windows.
extension SessionHolder {
    private static let composed: UInt32 = 1 << 31

    /// What the next of them is called.
    var nextReference: BodyReference {
        BodyReference(index: Self.composed | UInt32(truncatingIfNeeded: bodies.count))
    }

    /// Nil: it is a representation's.
    fileprivate func body(_ reference: BodyReference) -> [UInt8]? {
        guard reference.index & Self.composed != 0 else { return nil }
        return bodies[Int(reference.index & ~Self.composed)]
    }
}
