// Sending on an HTTP/2 connection: the frame in flight, what is composed, then the next frames.

import HTTP
import HTTP2
import Kernel
import Maintenance

extension Connection {
    /// Sends until there is nothing more, the kernel takes no more, or the turn is over.
    /// - Returns: whether enough of bodies has left to be worth more time: replies to frames are
    ///   worth none; nil when the connection is gone.
    mutating func sendFrames(in context: LoopContext) -> Bool? {
        guard let http2 else { return false }
        var bodyBytes = 0
        var hasMoved = false
        while bodyBytes < ServerLimits.turnBytes {
            if !context.output.isEmpty {
                // What is composed goes behind whatever has been begun.
                if pendingOutput != nil || http2.session.isInFlight || transport.isBlocked {
                    queueOutput(in: context)
                } else {
                    guard deliver(nil, in: context) else { return nil }
                }
            }
            if http2.session.isInFlight || pendingOutput == nil {
                guard let frame = http2.session.frame() else {
                    guard transport.isBlocked else { return hasMoved }
                    // The end of a record, which no further frame takes along.
                    pendingOutput = PendingOutput(bytes: [], body: nil)
                    continue
                }
                guard let count = send(frame, of: http2, in: context) else { return nil }
                if count == 0 { return hasMoved }
                bodyBytes += count
                if http2.progresses(by: count) { hasMoved = true }
            } else {
                guard sendPending(in: context) != nil else { return nil }
                if pendingOutput != nil { return hasMoved }
            }
        }
        if !context.output.isEmpty { queueOutput(in: context) }
        return hasMoved
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
        if let body = http2.keptBody(frame.body) {
            context.output.append(body.span.extracting(frame.range))
        } else {
            context.responder.responses.append(frame.range, of: frame.body, to: context.output)
        }
        let frameBytes = context.output.count
        let isLast = pendingOutput == nil && !http2.isStalled
        let saysFarewell =
            isLast && http2.session.appendFarewell(behind: frame, context.output)
        var rest: [UInt8] = []
        let progress = context.output.withSpan { bytes in
            let progress = transport.send(bytes, ends: false, in: context)
            if saysFarewell, case .moved(let count) = progress, count >= frameBytes {
                rest = [UInt8](bytes.extracting(count...))
            }
            return progress
        }
        context.output.removeAll()
        switch progress {
        case .moved(let moved):
            let count = min(moved, frameBytes)
            http2.session.sent(count, of: frame, context.output)
            if saysFarewell, moved >= frameBytes {
                http2.session.announceFarewell()
                if !rest.isEmpty { pendingOutput = PendingOutput(bytes: rest, body: nil) }
            }
            return count
        case .wouldBlock: return 0
        case .ended, .failed: return nil
        }
    }
}

extension SessionHolder {
    /// - Parameter count: octets of bodies that have left.
    /// - Returns: whether with those before it is enough to wait on.
    fileprivate func progresses(by count: Int) -> Bool {
        progress += count
        if progress < ServerLimits.leastProgress { return false }
        progress = 0
        return true
    }
}
