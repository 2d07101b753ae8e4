// From bytes that arrived to answers composed: HTTP/1 on one connection.

import HTTP
import Kernel
import Maintenance

extension Connection {
    /// Handles the first `count` bytes of the workbench's input.
    mutating func received(_ count: Int, on bench: Workbench) -> Outcome {
        let inbox = transport.inbox(of: bench)
        if count == inbox.capacity { mayBeUnread = true }
        if buffered.isEmpty {
            return inbox.withSpan(first: count) { handle($0, on: bench) }
        }
        inbox.withSpan(first: count) { buffered.append(contentsOf: Array($0)) }
        guard stage == .proxyHeader || isWorthParsing(added: count) else {
            return settle(on: bench, anew: false)
        }
        return handleBuffered(on: bench)
    }

    /// Handles what is buffered; what is left of it is buffered again.
    mutating func handleBuffered(on bench: Workbench) -> Outcome {
        var bytes: [UInt8] = []
        swap(&bytes, &buffered)
        return handle(bytes.span, on: bench)
    }

    /// Whether the unfinished head may have ended. Parsing it from the start for every byte of a
    /// slow sender would cost the square of its size.
    private func isWorthParsing(added count: Int) -> Bool {
        buffered.count >= 2 * parsedInVain || buffered.count > Limits.headBytes
            || RequestHeadParser.endsHead(buffered.span, from: buffered.count - count)
    }

    /// Answers every complete request in the bytes and buffers the rest.
    private mutating func handle(_ bytes: Span<UInt8>, on bench: Workbench) -> Outcome {
        var position = 0
        var isAnew = false
        var isDelivered = true
        while position < bytes.count, outbox == nil, isDelivered {
            let rest = bytes.extracting(position...)
            switch stage {
            case .proxyHeader:
                guard let count = readProxyHeader(rest, on: bench) else { return .close }
                if count == 0, stage == .proxyHeader { break }
                position += count
                continue
            case .clientHello:
                if ClientHelloRecord.begins(rest) { return beginTLS(with: rest, on: bench) }
                // Plain HTTP on the wrong port: an answer in plain says more than an alert.
                isPlainOnTLS = true
                stage = .head
                continue
            case .head:
                if position == 0, !transport.isTLS, ClientHelloRecord.begins(rest) {
                    bench.notices.sawTLSOnPlainListener(now: bench.unixTime)
                    return .close
                }
                guard let step = readHead(rest, on: bench) else { break }
                position += step.count
                isAnew = true
                isDelivered = deliverIfFull(step.largeBody, on: bench)
                continue
            case .body:
                let count = readBody(rest)
                position += count ?? 0
                let largeBody = answerBehindBody(isGivenUp: count == nil, on: bench)
                isDelivered = deliverIfFull(largeBody, on: bench)
                continue
            case .closing:
                guard !body.isComplete, !mayBeUnread, let count = readBody(rest) else { break }
                position += count
                continue
            case .lingering: break
            }
            break
        }
        if isDelivered, outbox == nil { isDelivered = deliver(nil, on: bench) }
        guard isDelivered else { return .close }
        if isAnew { hasAnswered = true }
        if stage == .closing {
            if position < bytes.count || !body.isComplete { mayBeUnread = true }
        } else if position < bytes.count {
            buffered = Array(bytes.extracting(position...))
            parsedInVain = buffered.count
        }
        return settle(on: bench, anew: isAnew)
    }

    private mutating func deliverIfFull(_ largeBody: Int?, on bench: Workbench) -> Bool {
        let isFull = bench.output.count > ServerLimits.outputBytes
        return largeBody != nil || isFull ? deliver(largeBody, on: bench) : true
    }

    /// - Returns: the bytes the request took and the large body that answers it; nil: not yet.
    private mutating func readHead(
        _ bytes: Span<UInt8>, on bench: Workbench
    ) -> (count: Int, largeBody: Int?)? {
        do throws(HeadError) {
            var head = RequestHead()
            guard try RequestHeadParser().parseHead(bytes, into: &head) else { return nil }
            let closes = Persistence.closes(
                head, policy: isPlainOnTLS ? .off : bench.services[service].keepAlive,
                isDraining: bench.isDraining)
            if bench.challenges != nil,
                answerChallenge(head, of: bytes, closes: closes, on: bench)
            {
                stage = closes ? .closing : .head
                return (head.byteCount, nil)
            }
            let response = bench.responder.answer(&head, of: bytes, closes: closes)
            if response.isCrossOrigin { bench.noteCrossOrigin(response, to: head, of: bytes) }
            if bench.accessLog.isOn { record(head, of: bytes, response, on: bench) }
            body = BodyReader(head.framing)
            bodyBytes = 0
            if head.framing.isSmall, !head.expectsContinue {
                pending = response
                if response.isCrossOrigin {
                    pendingLines = bench.crossOrigin.withSpan { Array($0) }
                }
                stage = .body
                return (head.byteCount, nil)
            }
            stage = closes ? .closing : .head
            return (head.byteCount, bench.append(response))
        } catch {
            stage = .closing
            mayBeUnread = true
            _ = bench.append(bench.responder.refusal(of: error))
            return (bytes.count, nil)
        }
    }

    /// Throws the body away. A broken one, whose end can't be known, and a chunked one that turns
    /// out too large cost the connection and nothing else.
    /// - Returns: the bytes that belonged to it; nil: given up.
    private mutating func readBody(_ bytes: Span<UInt8>) -> Int? {
        do throws(BodyError) {
            let count = try body.consume(bytes)
            bodyBytes += count
            return bodyBytes > Limits.keptBodyBytes ? nil : count
        } catch {
            return nil
        }
    }

    /// Composes the answer that waits for a small body, if the body has ended or is given up.
    /// - Returns: the large body that answers it.
    private mutating func answerBehindBody(isGivenUp: Bool, on bench: Workbench) -> Int? {
        guard let response = pending, body.isComplete || isGivenUp else { return nil }
        pending = nil
        if isGivenUp { mayBeUnread = true }
        let closes = response.closes || isGivenUp || bench.isDraining
        stage = closes ? .closing : .head
        if response.isCrossOrigin {
            bench.recallCrossOrigin(pendingLines)
            pendingLines = []
        }
        return bench.append(response.closing(closes))
    }

    /// The rest of a small body doesn't come, or not in time: the answer goes out all the same.
    mutating func answerWithoutBody(on bench: Workbench) -> Outcome {
        let largeBody = answerBehindBody(isGivenUp: true, on: bench)
        return deliver(largeBody, on: bench) ? settle(on: bench, anew: true) : .close
    }
}
