// What a connection makes its worker hold, and how it ends when others need that.

import HTTP
import HTTP2
import Kernel

extension Connection {
    /// Bytes that its peer makes us hold in our memory besides its slot.
    var heldBytes: Int {
        mutating get {
            var bytes = transport.heldBytes + unread.capacity
            if let pendingOutput { bytes += pendingOutput.heldBytes }
            if let http2 { bytes += http2.heldBytes }
            if let held { bytes += held.heldBytes }
            return bytes
        }
    }

    /// Whether the peer has taken enough of an answer to be waited for.
    mutating func takesItsAnswer() -> Bool {
        // It may be the peer's window that is shut; what the kernel has isn't what is waited for then.
        !isShut && transport.hasProgressed()
    }

    /// Whether HTTP/2's peer is it who takes no more, and not the kernel.
    private var isShut: Bool {
        guard let http2 else { return false }
        return pendingOutput == nil && !transport.isBlocked && !http2.session.isInFlight
    }

    /// - Parameter hasProgressed: whether enough of an answer has left to begin the wait anew.
    @inline(never)
    mutating func waitForReader(_ hasProgressed: Bool) -> Outcome {
        if transport.looksInVain == Transport.neverLooked {
            // From here on is counted what leaves.
            _ = transport.hasProgressed()
            transport.looksInVain = 0
        } else if hasProgressed {
            transport.looksInVain = 0
        }
        return .wait(.write, restartsTimer: hasProgressed)
    }

    /// A look at whether the peer takes its answer, though we could hand nothing to the kernel, which
    /// holds more than a slow reader takes in half a minute. The last one in vain gives it up.
    mutating func expireWriting(in context: LoopContext) -> Outcome {
        transport.looksInVain = takesItsAnswer() ? 0 : transport.looksInVain &+ 1
        if transport.looksInVain < ServerLimits.looksAtReader {
            return .wait(.write, restartsTimer: true)
        }
        if isShut { return expireHTTP2(.write, in: context) }
        transport.descriptor.resetWhenClosed()
        return end(in: context)
    }

    /// Makes room for others.
    /// - Parameter frees: what the kernel still holds for the peer has to go too.
    mutating func giveWay(frees: Bool, in context: LoopContext) {
        let isBlocked = pendingOutput != nil || transport.isBlocked
        if isBlocked || frees && transport.isQueueing {
            // What waits in the kernel would wait on after the close.
            transport.descriptor.resetWhenClosed()
        } else if let http2, !http2.session.isInFlight {
            // What the client has sent meanwhile it may then send again.
            http2.session.end(context.output, now: context.now)
            _ = sendFrames(in: context)
            context.output.removeAll()
        }
    }
}
