// What a connection makes its worker hold, and how it ends when others need that.

import HTTP
import HTTP2
import Kernel

extension Connection {
    /// Whether it may hold anything else than was counted last. An idle one of HTTP/1 without TLS
    /// doesn't, and isn't asked any further.
    var mayHold: Bool {
        @inline(__always) mutating get { isCounted || http2 != nil || transport.mayHold }
    }

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
        if let http2, pendingOutput == nil, !transport.isBlocked, !http2.session.isInFlight {
            // It is the peer who takes no more; what the kernel has isn't what is waited for.
            return false
        }
        return transport.hasProgressed()
    }

    /// The peer was waited for in vain, if what we have handed to the kernel hasn't left it either:
    /// it takes more than a slow reader takes in half a minute.
    mutating func expireWriting(in context: LoopContext) -> Outcome {
        if takesItsAnswer() { return .wait(.write, restartsTimer: true) }
        if http2 != nil, pendingOutput == nil, !transport.isBlocked {
            return expireHTTP2(.write, in: context)
        }
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
