// HTTP/1 on one connection: obeying the steps of its exchange.

import HTTP
import HTTP2
import Kernel
import Maintenance
import TLS

/// An answer that has been chosen and waits for the end of its request's body.
final class HeldAnswer {
    let answer: Answer
    /// What it repeats of its request, which is gone by then.
    let fields: FieldList
    /// That of HTTP/2; 0 with HTTP/1.
    let stream: UInt32
    /// Where it is counted.
    let mark: Tally.Mark?

    /// Bytes of memory it takes, about.
    var heldBytes: Int {
        fields.fields.reduce(128) {
            $0 + MemoryLayout<FieldList.Field>.stride + $1.value.count
        }
    }

    init(
        _ answer: Answer, _ fields: FieldList, _ mark: Tally.Mark?, on stream: UInt32 = 0
    ) {
        self.answer = answer
        self.mark = mark
        self.fields = fields
        self.stream = stream
    }
}

extension Connection {
    /// Answers every complete request in the bytes and leaves the rest unread.
    mutating func serve(_ bytes: Span<UInt8>, in context: LoopContext) -> Outcome {
        var head = RequestHead()
        var position = 0
        var restartsTimer = false
        let persistence = persistence(in: context)
        while true {
            let rest = bytes.extracting(position...)
            var taken = 0
            let step = exchange.next(
                rest, taken: &taken, mayFollow: transport.mayHaveMore, persistence, into: &head)
            position += taken
            let large: RepresentationID?
            switch step {
            case .answer(let closes): large = answer(&head.request, of: rest, closes, in: context)
            case .hold:
                hold(&head.request, of: rest, in: context)
                continue
            case .release(let closes): large = release(closes, in: context)
            case .refuse(let error):
                large = nil
                refuse(error, &head.request, of: rest, in: context)
            case .wait(let wait):
                guard deliver(nil, in: context) else { return .close }
                leave(bytes, from: position)
                return waiting(for: wait, restartsTimer: restartsTimer)
            case .close(let isUnread):
                guard deliver(nil, in: context) else { return .close }
                if pendingOutput != nil { return waitForReader(restartsTimer) }
                return finish(isUnread: isUnread, in: context)
            }
            restartsTimer = true
            if large == nil, context.output.count <= ServerLimits.outputBytes { continue }
            guard deliver(large, in: context) else { return .close }
            if pendingOutput != nil {
                leave(bytes, from: position)
                return waitForReader(true)
            }
        }
    }

    /// Obeys a step after which nothing is read any more.
    mutating func obeyLast(
        _ step: ServerExchange.Step, _ head: RequestHead, of bytes: Span<UInt8>,
        in context: LoopContext
    ) -> Outcome {
        var large: RepresentationID?
        var head = head
        switch step {
        case .release(let closes): large = release(closes, in: context)
        case .refuse(let error): refuse(error, &head.request, of: bytes, in: context)
        default: return end(in: context)
        }
        guard deliver(large, in: context) else { return .close }
        if pendingOutput != nil { return waitForReader(true) }
        return serve([UInt8]().span, in: context)
    }

    @inline(__always)
    private mutating func leave(_ bytes: Span<UInt8>, from position: Int) {
        if position < bytes.count { unread = [UInt8](bytes.extracting(position...)) }
    }

    @inline(__always)
    func persistence(in context: LoopContext) -> Persistence {
        Persistence(
            policy: isPlainOnTLS ? .off : context.services[Int(listener)].keepAlive,
            isTrusted: peer.isTrusted, isAged: peer.isAged(now: context.now),
            isDraining: context.isDraining)
    }

    /// Mutating, so that the connection is looked at in its place and not copied to the stack first.
    /// `always` without underscores: the optimiser counts what it has inlined already, and would stop here.
    /// - Returns: the large body of the answer, which follows by itself.
    @inline(always)
    private mutating func answer(
        _ request: inout Request, of bytes: Span<UInt8>, _ closes: Bool, in context: LoopContext
    ) -> RepresentationID? {
        let answer = context.responder.answer(&request, of: bytes)
        context.tally.count(mark(answer, &request, of: bytes, in: context))
        if case .prepared(let prepared) = answer, prepared.isPlain, !context.accessLog.isOn {
            return context.responder.responses.append(
                prepared, closes: closes, clock: context.clock, to: context.output)
        }
        return answerAtLength(answer, &request, of: bytes, closes, in: context)
    }

    /// What is logged, repeats something of its request, or was made for it.
    @inline(never)
    private mutating func answerAtLength(
        _ answer: Answer, _ request: inout Request, of bytes: Span<UInt8>, _ closes: Bool,
        in context: LoopContext
    ) -> RepresentationID? {
        if context.accessLog.isOn { record(answer, to: request, of: bytes, in: context) }
        let fields = furtherFields(answer, request, bytes, in: context)
        return send(answer, fields, closes, in: context)
    }

    @inline(never)
    private mutating func hold(
        _ request: inout Request, of bytes: Span<UInt8>, in context: LoopContext
    ) {
        let answer = context.responder.answer(&request, of: bytes)
        if context.accessLog.isOn { record(answer, to: request, of: bytes, in: context) }
        held = [
            HeldAnswer(
                answer, furtherFields(answer, request, bytes, in: context),
                markSeldom(answer, &request, of: bytes, in: context))
        ]
    }

    @inline(never)
    private mutating func release(
        _ closes: Bool, in context: LoopContext
    ) -> RepresentationID? {
        guard let held = held.popLast() else { return nil }
        context.tally.count(held.mark)
        return send(held.answer, held.fields, closes, in: context)
    }

    @inline(never)
    private mutating func refuse(
        _ error: HeadError, _ request: inout Request, of bytes: Span<UInt8>,
        in context: LoopContext
    ) {
        if error == .unsupportedVersion, transport.expectsTLS, Preface.begins(bytes),
            context.services[Int(listener)].certificates?.offersHTTP2 == false
        {
            note(.http2, in: context)
        }
        noteUnexpectedHeader(bytes, in: context)
        let answer = context.responder.refusal(of: error, to: request)
        context.tally.count(markSeldom(.prepared(answer), &request, of: bytes, in: context))
        _ = answerAtLength(.prepared(answer), &request, of: bytes, true, in: context)
    }

    /// Notes a request for the counts. Nothing but members of `self` is handed on: a connection that is
    /// only borrowed would be copied to the stack.
    /// - Returns: nil for a healthcheck, which counts as nothing.
    @inline(__always)
    func mark(
        _ answer: Answer, _ request: inout Request, of bytes: Span<UInt8>,
        in context: LoopContext
    ) -> Tally.Mark? {
        if request[.userAgent].count == HealthcheckCommand.userAgentBytes,
            HealthcheckCommand.sent(request, of: bytes, by: peer)
        {
            return nil
        }
        return context.tally.mark(
            context.responder.responses.kind(of: answer), &request, of: bytes, row: row,
            on: listener, in: context)
    }

    /// The same where nobody is in a hurry; in its place, for the same reason.
    @inline(never)
    mutating func markSeldom(
        _ answer: Answer, _ request: inout Request, of bytes: Span<UInt8>,
        in context: LoopContext
    ) -> Tally.Mark? {
        mark(answer, &request, of: bytes, in: context)
    }

    /// What an answer repeats of its request.
    @inline(__always)
    func furtherFields(
        _ answer: Answer, _ request: Request, _ bytes: Span<UInt8>, in context: LoopContext
    ) -> FieldList {
        guard case .prepared(let prepared) = answer else { return FieldList() }
        if prepared.isPlain, !context.accessLog.isOn { return FieldList() }
        return furtherFields(prepared, request, bytes, in: context)
    }

    @inline(never)
    private func furtherFields(
        _ prepared: PreparedAnswer, _ request: Request, _ bytes: Span<UInt8>,
        in context: LoopContext
    ) -> FieldList {
        var fields = crossOrigin(prepared, request, bytes, in: context)
        if context.accessLog.isOn {
            let id = RequestID.value(of: .requestID, in: request, of: bytes)
            RequestID.echo(id, of: prepared, in: context.responder.responses, to: &fields)
        }
        return fields
    }

    private func crossOrigin(
        _ prepared: PreparedAnswer, _ request: Request, _ bytes: Span<UInt8>,
        in context: LoopContext
    ) -> FieldList {
        if prepared.deniesPreflight {
            context.notices.deniedPreflight(
                of: [UInt8](bytes.extracting(request[.origin].indices)), now: context.unixTime)
        }
        guard prepared.isCrossOrigin else { return FieldList() }
        return CrossOrigin.fields(
            of: prepared, in: context.responder.responses, to: request, of: bytes)
    }

    @inline(never)
    private func send(
        _ answer: Answer, _ fields: FieldList, _ closes: Bool, in context: LoopContext
    ) -> RepresentationID? {
        let responses = context.responder.responses
        switch answer {
        case .prepared(let prepared) where !fields.fields.isEmpty:
            return responses.append(
                prepared, fields, closes: closes, clock: context.clock, to: context.output)
        case .prepared(let prepared):
            return responses.append(
                prepared, closes: closes, clock: context.clock, to: context.output)
        case .composed(let composed):
            responses.append(composed, closes: closes, clock: context.clock, to: context.output)
            return nil
        }
    }

    /// What the connection waits for, everything that could be sent being out.
    @inline(__always)
    private mutating func waiting(
        for wait: ServerExchange.Wait, restartsTimer: Bool
    ) -> Outcome {
        // A flight of the handshake that the kernel doesn't take whole.
        if pendingOutput == nil, transport.isBlocked {
            pendingOutput = PendingOutput(bytes: [], body: nil)
        }
        if pendingOutput != nil { return waitForReader(restartsTimer) }
        if !transport.isEstablished { return .wait(.handshake, restartsTimer: restartsTimer) }
        let kind: Deadlines.Kind =
            switch wait {
            case .firstRequest: transport.isTLS ? .firstRequest : .firstByte
            case .head: .head
            case .body: .body
            case .nextRequest: .keptIdle
            }
        return .wait(kind, restartsTimer: restartsTimer)
    }
}
