// The beginning of a connection: the PROXY header, TLS or not.

import HTTP
import Kernel
import Maintenance
import TLS

extension Connection {
    /// Obeys the choice of protocol, and goes on with what was chosen.
    mutating func choose(
        _ choice: ProtocolChoice, _ bytes: Span<UInt8>, in context: LoopContext
    ) -> Outcome {
        var choice = choice
        var position = 0
        while true {
            let rest = bytes.extracting(position...)
            switch choice.next(rest) {
            case .undecided:
                phase = .choosing(choice)
                unread = [UInt8](rest)
                return .wait(unread.isEmpty ? .firstByte : firstWait, restartsTimer: false)
            case .proxied(let header):
                guard peer.accept(header, in: context) else {
                    context.notices.refusedProxyHeader(
                        "sender not trusted", now: context.unixTime)
                    return .close
                }
                position += header.byteCount
            case .refused(let reason):
                context.notices.refusedProxyHeader(reason, now: context.unixTime)
                return .close
            case .tlsOnPlain:
                context.notices.sawTLSOnPlainListener(now: context.unixTime)
                return .close
            case .tls: return beginTLS(with: rest, in: context)
            case .plainOnTLS:
                isPlainOnTLS = true
                phase = .http1
                return serve(rest, in: context)
            case .http1:
                phase = .http1
                return serve(rest, in: context)
            }
        }
    }

    private var firstWait: Deadlines.Kind { transport.expectsTLS ? .handshake : .head }

    /// Hands what has been read, a ClientHello or its beginning, to a new TLS connection.
    private mutating func beginTLS(
        with ciphertext: Span<UInt8>, in context: LoopContext
    ) -> Outcome {
        guard let store = context.services[Int(listener)].certificates else { return .close }
        store.rotateTickets(now: context.now)
        phase = .http1
        switch transport.begin(store, with: ciphertext, in: context) {
        case .moved(let count):
            return context.input.withSpan(first: count) { serve($0, in: context) }
        case .wouldBlock: return serve([UInt8]().span, in: context)
        case .ended: return end(in: context)
        case .failed: return .close
        }
    }
}
