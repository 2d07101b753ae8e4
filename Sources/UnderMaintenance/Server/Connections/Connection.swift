// One accepted connection: where it stands between two events.

import HTTP
import HTTP2
import Kernel
import Maintenance
import TLS

/// Fed by the event loop, which obeys the outcome. Owns no buffer while it is idle.
struct Connection: ~Copyable {
    enum Phase {
        /// The first bytes say what is spoken.
        case choosing(ProtocolChoice)
        /// TLS: ALPN says what is spoken.
        case handshake
        case http1
        case http2
        /// The last answer is out and our side has ended; what still comes is thrown away.
        case lingering(Lingering)
    }

    /// What the event loop does next.
    enum Outcome {
        case close
        /// Wait for `interest`. `restartsTimer`: the waiting begins now, whatever it was before.
        case wait(Deadlines.Kind, restartsTimer: Bool)
    }

    var transport: Transport
    var phase: Phase
    var exchange = ServerExchange()
    /// Of HTTP/2; nil for the others.
    var http2: SessionHolder?
    /// What has been read and can't be taken yet: the beginning of a PROXY header or of a head, or
    /// what came behind an answer that the peer doesn't take.
    var unread: [UInt8] = []
    /// Answers that wait for the end of small bodies: with HTTP/1 one at most.
    var held: [HeldAnswer] = []
    var pendingOutput: PendingOutput?
    var peer: Peer
    /// Where its requests are counted, by the kind of its listener; the version is added.
    let row: UInt8
    /// Index of the listener among the loop's.
    let listener: UInt16
    /// Plain HTTP came to a TLS listener; it gets one answer.
    var isPlainOnTLS = false
    /// Whether it was last counted with something of our memory.
    var isCounted = false
    /// What epoll watches the descriptor for; empty before it does.
    var watched: Epoll.Interest = []

    /// - Parameter index: of the listener among the context's.
    init(
        owning descriptor: consuming FileDescriptor, from peer: Peer, of service: Service,
        at index: Int
    ) {
        let speaksTLS = service.certificates != nil
        transport = Transport(owning: descriptor, expectsTLS: speaksTLS)
        phase = .choosing(
            ProtocolChoice(proxyProtocol: service.proxyProtocol, speaksTLS: speaksTLS))
        self.peer = peer
        row = UInt8(service.kind.rawValue * Count.versions)
        listener = UInt16(truncatingIfNeeded: index)
    }

    /// What it waits for. A peer that doesn't take its answers isn't read.
    /// Mutating, so that it is asked in its place: a connection that is only borrowed would be
    /// copied to the stack first.
    var interest: Epoll.Interest {
        mutating get {
            if http2 != nil { return interestOfHTTP2() }
            return pendingOutput == nil ? .read : .write
        }
    }

    /// Whether epoll watches for just that, and whether it may hold anything else than was counted
    /// last: an idle one of HTTP/1 without TLS doesn't, and isn't asked any further.
    var standing: (isWatched: Bool, mayHold: Bool) {
        @inline(__always) mutating get { (watched == interest, isCounted || transport.mayHold) }
    }

    /// Goes as far as it can without waiting.
    /// - Parameter ready: what the descriptor may be ready for.
    mutating func advance(_ ready: Epoll.Interest, in context: LoopContext) -> Outcome {
        if case .http2 = phase { return advanceHTTP2(ready, in: context) }
        if pendingOutput != nil {
            guard ready.contains(.write) else { return .wait(.write, restartsTimer: false) }
            return resumeSending(in: context)
        }
        if case .lingering(let lingering) = phase { return goOn(lingering, in: context) }
        return received(transport.receive(in: context), in: context)
    }

    mutating func received(_ progress: Progress, in context: LoopContext) -> Outcome {
        switch progress {
        case .moved(let count):
            let inbox = transport.inbox(of: context)
            if unread.isEmpty { return inbox.withSpan(first: count) { take($0, in: context) } }
            inbox.withSpan(first: count) { unread.append(contentsOf: [UInt8]($0)) }
            let bytes = takeUnread()
            return take(bytes.span, in: context)
        case .wouldBlock:
            // Half a TLS record. A head that has begun goes on being waited for as such.
            let bytes = takeUnread()
            return take(bytes.span, in: context)
        case .ended:
            context.tally.ending = .byPeer
            if case .http2 = phase { return endInputOfHTTP2(in: context) }
            if case .handshake = phase { context.tally.failedHandshake(.aborted) }
            guard case .http1 = phase else { return end(in: context) }
            return obeyLast(exchange.end(), RequestHead(), of: [UInt8]().span, in: context)
        case .failed:
            if context.tally.ending == .answered { context.tally.ending = .broken }
            return .close
        }
    }

    /// What has been read before; the caller takes it, or leaves it unread again.
    mutating func takeUnread() -> [UInt8] {
        var bytes: [UInt8] = []
        swap(&bytes, &unread)
        return bytes
    }

    /// - Parameter bytes: all that came and wasn't taken.
    @inline(__always)
    private mutating func take(_ bytes: Span<UInt8>, in context: LoopContext) -> Outcome {
        // Nearly every request.
        if case .http1 = phase { return serve(bytes, in: context) }
        switch phase {
        case .http1, .lingering: return serve(bytes, in: context)
        case .choosing(let choice): return choose(choice, bytes, in: context)
        case .http2: return serveHTTP2(bytes, in: context)
        case .handshake: return goOnAfterHandshake(bytes, in: context)
        }
    }

    /// The time of the current wait is over.
    mutating func expire(_ kind: Deadlines.Kind, in context: LoopContext) -> Outcome {
        context.tally.ending = .timedOut
        if case .handshake = phase { context.tally.failedHandshake(.timeout) }
        if kind == .write { return expireWriting(in: context) }
        if case .http2 = phase { return expireHTTP2(kind, in: context) }
        if case .choosing(let choice) = phase, choice.mayBeHTTP1 { phase = .http1 }
        guard kind == .head || kind == .body, case .http1 = phase else { return end(in: context) }
        var head = RequestHead()
        let bytes = takeUnread()
        let step = exchange.expire(bytes.span, into: &head)
        return obeyLast(step, head, of: bytes.span, in: context)
    }

    /// Closes a connection that is owed nothing.
    mutating func end(in context: LoopContext) -> Outcome {
        transport.end(in: context)
        return .close
    }
}

// Its beginning: the PROXY header, TLS or not.
extension Connection {
    /// Obeys the choice of protocol, and goes on with what was chosen.
    fileprivate mutating func choose(
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
                    return refuse(.senderNotTrusted, in: context)
                }
                position += header.byteCount
            case .refused(let refusal):
                return refuse(PeerNotices.Kind(refusal), in: context)
            case .tlsOnPlain: return refuse(.tlsOnPlain, in: context)
            case .tls: return beginTLS(with: rest, in: context)
            case .plainOnTLS:
                isPlainOnTLS = true
                phase = .http1
                return serve(rest, in: context)
            case .http1:
                phase = .http1
                return serve(rest, in: context)
            case .http2: return beginHTTP2(rest, in: context)
            }
        }
    }

    private var firstWait: Deadlines.Kind { transport.expectsTLS ? .handshake : .head }

    /// Hands what has been read, a ClientHello or its beginning, to a new TLS connection.
    private mutating func beginTLS(
        with ciphertext: Span<UInt8>, in context: LoopContext
    ) -> Outcome {
        guard let store = context.services[Int(listener)].certificates else { return .close }
        phase = .handshake
        switch transport.begin(store, with: ciphertext, in: context) {
        case .moved(let count):
            return context.input.withSpan(first: count) { goOnAfterHandshake($0, in: context) }
        case .wouldBlock: return goOnAfterHandshake([UInt8]().span, in: context)
        case .ended: return end(in: context)
        case .failed:
            noteRefusal(by: store, in: context)
            noteUnexpectedHeader(ciphertext, in: context)
            return .close
        }
    }

    /// Goes on with what ALPN has chosen, once it has.
    /// - Parameter bytes: plaintext.
    fileprivate mutating func goOnAfterHandshake(
        _ bytes: Span<UInt8>, in context: LoopContext
    ) -> Outcome {
        guard transport.isEstablished else { return serve(bytes, in: context) }
        if transport.speaksHTTP2 { return beginHTTP2(bytes, in: context) }
        phase = .http1
        return serve(bytes, in: context)
    }

    /// Tells the operator why a client was refused, if a variable is why.
    private func noteRefusal(by store: CertificateStore, in context: LoopContext) {
        if store.takeRefusalOfHTTP2() { note(.http2, in: context) }
    }

    /// Tells him too that a proxy sends what nobody expects.
    /// - Parameter bytes: what was refused.
    @inline(never)
    func noteUnexpectedHeader(_ bytes: Span<UInt8>, in context: LoopContext) {
        guard context.services[Int(listener)].proxyProtocol == .off, bytes.count > 12,
            ProxyHeader.mayStart(bytes)
        else { return }
        note(.headerUnexpected, in: context)
    }

    private func refuse(_ kind: PeerNotices.Kind, in context: LoopContext) -> Outcome {
        note(kind, in: context)
        context.tally.ending = .refused
        return .close
    }

    func note(_ kind: PeerNotices.Kind, in context: LoopContext) {
        context.notices.note(
            kind, from: peer.address, on: context.services[Int(listener)], at: Int(listener),
            now: context.unixTime)
    }
}
