// HTTP/2 on one connection: obeying the steps of its session.

import HTTP
import HTTP2
import Kernel
import Maintenance

extension Connection {
    /// Begins with our SETTINGS, which need wait for nobody's (RFC 9113 §3.4).
    mutating func beginHTTP2(_ bytes: Span<UInt8>, in context: LoopContext) -> Outcome {
        phase = .http2
        http2 = SessionHolder(now: context.now, context.output)
        isCounted = true
        return serveHTTP2(bytes, in: context)
    }

    /// To send while anything could be sent, and to read unless the peer leaves our replies to its
    /// frames unread.
    mutating func interestOfHTTP2() -> Epoll.Interest {
        guard let http2 else { return .read }
        let mayGoOn = isBlocked || http2.isStalled || http2.session.frame() != nil
        var interest: Epoll.Interest = mayGoOn ? .write : []
        let rest = pendingOutput?.rest ?? 0
        if rest <= ServerLimits.unreadReplies, !http2.isStalled, !http2.isInputOver,
            transport.unsentBytes <= ServerLimits.unreadCiphertext
        {
            interest.insert(.read)
        }
        return interest
    }

    /// Whether the kernel hasn't taken all that was begun.
    private var isBlocked: Bool {
        pendingOutput != nil || transport.isBlocked || http2?.session.isInFlight == true
    }

    mutating func advanceHTTP2(_ ready: Epoll.Interest, in context: LoopContext) -> Outcome {
        var hasMoved = false
        if ready.contains(.write) {
            guard let moved = sendFrames(in: context) else { return .close }
            hasMoved = moved
            if let http2, http2.isStalled, !isBlocked {
                http2.isStalled = false
                let bytes = takeUnread()
                return serveHTTP2(bytes.span, hasMoved: moved, in: context)
            }
        }
        guard ready.contains(.read), interestOfHTTP2().contains(.read) else {
            return waitHTTP2(hasMoved: hasMoved, in: context)
        }
        return received(transport.receive(in: context), in: context)
    }

    /// The peer sends no more; answers that are under way still reach it.
    mutating func endInputOfHTTP2(in context: LoopContext) -> Outcome {
        http2?.isInputOver = true
        return releaseHeld(in: context)
    }

    /// Waits for no body any more.
    mutating func releaseHeld(in context: LoopContext) -> Outcome {
        guard let http2 else { return .close }
        http2.session.holdNothing()
        return releaseHTTP2(of: http2, in: context)
    }

    /// Answers every request that is whole in the bytes and leaves the rest unread.
    /// - Parameter hasMoved: as `sendFrames` has told before.
    mutating func serveHTTP2(
        _ bytes: Span<UInt8>, hasMoved: Bool = false, in context: LoopContext
    ) -> Outcome {
        guard let http2 else { return .close }
        var request = Request()
        var position = 0
        var hasMoved = hasMoved
        var hasAnswered = false
        var fieldBytes = 0
        while true {
            let step = http2.session.next(
                bytes, &position, into: &request, context.fieldText, context.output,
                now: context.now)
            if step == .more || step == .end { break }
            // Replies to frames may have taken the room of the answer.
            let isFull = context.output.count > ServerLimits.outputBytes
            if isFull {
                guard let moved = sendFrames(in: context) else { return .close }
                hasMoved = hasMoved || moved
            }
            switch step {
            case .request:
                let isComposed = answerHTTP2(&request, refusal: nil, of: http2, in: context)
                if isComposed { fieldBytes += ServerLimits.composedWork }
                hasAnswered = true
            case .refused(let error):
                _ = answerHTTP2(&request, refusal: error, of: http2, in: context)
                hasAnswered = true
            case .hold: hold(&request, of: http2, in: context)
            case .release(let stream):
                release(stream, of: http2, in: context)
                hasAnswered = true
            case .more, .full, .end: break
            }
            fieldBytes += context.fieldText.count
            // By HPACK, little that is read can be much to do: others have their turn first.
            if fieldBytes > ServerLimits.turnFieldBytes, position < bytes.count {
                http2.isStalled = true
                unread = [UInt8](bytes.extracting(position...))
                guard let moved = sendFrames(in: context) else { return .close }
                return waitHTTP2(
                    hasMoved: hasMoved || moved, hasAnswered: hasAnswered, in: context)
            }
            guard isFull, isBlocked else { continue }
            guard let moved = sendFrames(in: context) else { return .close }
            hasMoved = hasMoved || moved
            // Asked once more: nobody would wake what stops here though it could go on.
            guard isBlocked else { continue }
            http2.isStalled = true
            unread = [UInt8](bytes.extracting(position...))
            return waitHTTP2(hasMoved: hasMoved, in: context)
        }
        if position < bytes.count { unread = [UInt8](bytes.extracting(position...)) }
        // With the answers, where it may be.
        _ = http2.session.settleFarewell(context.output)
        guard let moved = sendFrames(in: context) else { return .close }
        return waitHTTP2(hasMoved: hasMoved || moved, hasAnswered: hasAnswered, in: context)
    }

    /// - Returns: whether the answer was made for this request alone.
    private func answerHTTP2(
        _ request: inout Request, refusal error: HeadError?, of http2: SessionHolder,
        in context: LoopContext
    ) -> Bool {
        let isComposed = context.fieldText.withSpan { text in
            let answer = choose(&request, refusal: error, of: text, in: context)
            context.tally.count(mark(answer, &request, of: text, in: context))
            if context.accessLog.isOn { record(answer, to: request, of: text, in: context) }
            send(answer, furtherFields(answer, request, text, in: context), of: http2, in: context)
            if case .composed = answer { return true }
            return false
        }
        letGo(after: request, of: http2, in: context)
        return isComposed
    }

    /// Keeps the answer until the request's body has come.
    @inline(never)
    private mutating func hold(
        _ request: inout Request, of http2: SessionHolder, in context: LoopContext
    ) {
        // Those whose streams are gone make room.
        held.removeAll { !http2.session.isHeld($0.stream) }
        let stream = http2.session.hold()
        let answer = context.fieldText.withSpan { text in
            let answer = choose(&request, refusal: nil, of: text, in: context)
            if context.accessLog.isOn { record(answer, to: request, of: text, in: context) }
            return HeldAnswer(
                answer, furtherFields(answer, request, text, in: context),
                mark(answer, &request, of: text, in: context), on: stream)
        }
        held.append(answer)
        letGo(after: request, of: http2, in: context)
    }

    @inline(never)
    private mutating func release(
        _ stream: UInt32, of http2: SessionHolder, in context: LoopContext
    ) {
        for index in held.indices where held[index].stream == stream {
            let released = held.remove(at: index)
            context.tally.count(released.mark)
            return send(released.answer, released.fields, of: http2, in: context)
        }
        preconditionFailure("a stream that is held has its answer")
    }

    @inline(__always)
    private func send(
        _ answer: Answer, _ fields: FieldList, of http2: SessionHolder,
        in context: LoopContext
    ) {
        let responses = context.responder.responses
        switch answer {
        case .prepared(let prepared):
            responses.append(
                prepared, fields, of: &http2.session, clock: context.clock,
                to: context.output)
        case .composed(let composed):
            let place = responses.append(
                composed, http2.nextReference, of: &http2.session, clock: context.clock,
                to: context.output)
            if place == .later { http2.keep(composed.content) }
        }
    }

    @inline(__always)
    private func letGo(
        after request: Request, of http2: SessionHolder, in context: LoopContext
    ) {
        guard persistence(in: context).letsGo(after: request) else { return }
        http2.session.oweFarewell(context.output, now: context.now)
    }

    private func choose(
        _ request: inout Request, refusal error: HeadError?, of text: Span<UInt8>,
        in context: LoopContext
    ) -> Answer {
        if let error { return .prepared(context.responder.refusal(of: error, to: request)) }
        if isMisdirected(request, of: text) {
            return .prepared(context.responder.misdirected(request))
        }
        return context.responder.answer(&request, of: text)
    }

    /// Whether the request is for another host than the connection: a browser sends it here because
    /// the certificate covers both, and that host may be up. A proxy that encrypts anew names whom it
    /// likes.
    private func isMisdirected(_ request: Request, of text: Span<UInt8>) -> Bool {
        guard transport.isTLS, !(peer.isTrusted && request.isForwarded) else { return false }
        let authority = text.extracting(request.authority.indices)
        return !transport.isFor(authority.extracting(first: Authority.endOfHost(authority)))
    }

    /// Says that the connection ends, on an idle one too.
    mutating func letGo(in context: LoopContext) -> Outcome {
        http2?.session.oweFarewell(context.output, now: context.now)
        guard sendFrames(in: context) != nil else { return .close }
        return waitHTTP2(in: context)
    }

    mutating func expireHTTP2(_ kind: Deadlines.Kind, in context: LoopContext) -> Outcome {
        guard let http2, !isBlocked else { return end(in: context) }
        http2.session.expire(http2.session.wait, context.output, now: context.now)
        guard sendFrames(in: context) != nil else { return .close }
        return releaseHTTP2(of: http2, in: context)
    }

    /// Answers requests whose bodies have been waited for long enough.
    private mutating func releaseHTTP2(
        of http2: SessionHolder, in context: LoopContext
    ) -> Outcome {
        guard http2.session.isHolding, !isBlocked else { return waitHTTP2(in: context) }
        let bytes = takeUnread()
        return serveHTTP2(bytes.span, in: context)
    }

    /// What the connection waits for, everything that could be sent being out. Frames that ask for
    /// nothing but a reply begin no wait anew.
    private mutating func waitHTTP2(
        hasMoved: Bool = false, hasAnswered: Bool = false, in context: LoopContext
    ) -> Outcome {
        guard let http2 else { return .close }
        var hasMoved = hasMoved
        // What is unread is to be answered, and nothing may follow a farewell.
        if !http2.isStalled, http2.session.settleFarewell(context.output) {
            guard let moved = sendFrames(in: context) else { return .close }
            hasMoved = hasMoved || moved
        }
        if isBlocked { return waitForReader(hasMoved) }
        if http2.session.isOver {
            unread = []
            held = []
            self.http2 = nil
            transport.end(in: context)
            return finish(isUnread: true, in: context)
        }
        if http2.isInputOver, !http2.isStalled {
            if http2.session.isHolding { return releaseHTTP2(of: http2, in: context) }
            if http2.session.frame() == nil { return end(in: context) }
        }
        let wait = http2.session.wait
        if wait != .window { transport.looksInVain = Transport.neverLooked }
        switch wait {
        case .head: return .wait(.head, restartsTimer: false)
        case .farewell: return .wait(.farewell, restartsTimer: false)
        case .window: return waitForReader(hasMoved)
        case .body: return .wait(.upload, restartsTimer: false)
        case .heldBody: return .wait(.body, restartsTimer: false)
        case .firstRequest: return .wait(.firstRequest, restartsTimer: false)
        case .nextRequest: return .wait(.keptIdle, restartsTimer: hasAnswered)
        }
    }
}
