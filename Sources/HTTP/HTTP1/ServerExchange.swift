// One HTTP/1 connection as its server sees it, without its socket: bytes in, steps out.
//
// | stage   | what the next bytes are                     | step → stage                     |
// |---------|---------------------------------------------|----------------------------------|
// | head    | a request head, or empty lines before it    | wait → head                      |
// |         |                                             | answer → head, or closing        |
// |         |                                             | hold → body                      |
// |         |                                             | refuse → closing                 |
// | body    | the rest of a small body, thrown away       | wait → body                      |
// |         |                                             | release → head, or closing       |
// | closing | nothing that counts                         | close → closing                  |
//
// Once nothing more comes (`end`), or not in time (`expire`): a head that has begun is refused if
// its time is over, else there is nothing to answer (close → head); a body's answer is released as
// the last (→ closing).
//
// Invariants: in `head` no request is unanswered; in `body` exactly one is, and its answer is held
// by whoever obeys the steps; `closing` is never left, and its last answer has been handed out.
// Neither descriptor, TLS nor clock: what they know comes in with each call.

package struct ServerExchange: Sendable {
    /// What is to be done next.
    package enum Step: Equatable, Sendable {
        /// Read more; hand it in behind what wasn't taken.
        case wait(Wait)
        /// Answer the request in `head`.
        case answer(closes: Bool)
        /// Choose the answer to the request in `head`, and keep it until `release`: its body isn't
        /// there yet.
        case hold
        /// Send the answer that is held.
        case release(closes: Bool)
        /// Answer what isn't a request, and close. As far as its request line was read, it is in
        /// `head`.
        case refuse(HeadError)
        /// End our side. `isUnread`: the peer may still be sending, and must be read to its end,
        /// or closing would take the answer away from it (RFC 9112 §9.6).
        case close(isUnread: Bool)
    }

    /// What is waited for, for the deadline that goes with it.
    package enum Wait: Equatable, Sendable {
        case firstRequest, head, body, nextRequest
    }

    private enum Stage: Sendable {
        case head(Unfinished)
        case body(SmallBody)
        case closing(isUnread: Bool)
    }

    /// How much of a head that hasn't ended has been looked at.
    private struct Unfinished: Sendable {
        /// Bytes that were there when it was parsed in vain.
        var parsed: UInt32 = 0
        /// Bytes that don't end it.
        var scanned: UInt32 = 0
    }

    private struct SmallBody: Sendable {
        var reader: BodyReader
        /// Bytes thrown away so far.
        var count: UInt32 = 0
        /// What `Persistence` said of its request.
        let closes: Bool
    }

    private var stage = Stage.head(Unfinished())
    private var hasAnswered = false

    package init() {}

    /// Whether the last answer has been handed out.
    package var isClosing: Bool { if case .closing = stage { true } else { false } }

    /// Whether the answer to a request that has been read waits for its body.
    package var isHolding: Bool { if case .body = stage { true } else { false } }

    /// Goes one step on.
    /// - Parameters:
    ///   - bytes: all that came and wasn't taken, from its first byte on.
    ///   - taken: set to the bytes of it that the step takes, from the first on.
    ///   - mayFollow: whether more has come than could be handed in.
    ///   - head: the place for a request's head; means something with `answer` and `hold`, and
    ///     its request line with `refuse`. Its ranges index `bytes`.
    @inline(__always)
    package mutating func next(
        _ bytes: Span<UInt8>, taken: inout Int, mayFollow: Bool, _ persistence: Persistence,
        into head: inout RequestHead
    ) -> Step {
        taken = 0
        guard case .head(let unfinished) = stage else {
            return goOn(bytes, taken: &taken, mayFollow: mayFollow, persistence)
        }
        if bytes.isEmpty { return .wait(hasAnswered ? .nextRequest : .firstRequest) }
        if unfinished.scanned > 0, !isWorthParsing(bytes, unfinished) { return .wait(.head) }
        do throws(HeadError) {
            guard try RequestHeadParser().parseHead(bytes, into: &head) else {
                let count = UInt32(truncatingIfNeeded: bytes.count)
                stage = .head(Unfinished(parsed: count, scanned: count))
                return .wait(.head)
            }
        } catch {
            taken = bytes.count
            return refuse(error)
        }
        hasAnswered = true
        taken = head.byteCount
        let closes = persistence.closes(head)
        if head.framing == .none, !closes, !persistence.isEnding {
            if unfinished.scanned > 0 { stage = .head(Unfinished()) }
            return .answer(closes: false)
        }
        return begin(head, bytes, closes, taken: &taken, mayFollow: mayFollow, persistence)
    }

    /// Nothing more will come.
    package mutating func end() -> Step {
        guard isHolding else { return .close(isUnread: false) }
        stage = .closing(isUnread: false)
        return .release(closes: true)
    }

    /// What is waited for doesn't come in time: the answer that is held goes out all the same, a
    /// head that has begun is refused.
    /// - Parameter head: the place for what has come of it, which is in `bytes`.
    package mutating func expire(_ bytes: Span<UInt8>, into head: inout RequestHead) -> Step {
        switch stage {
        case .body:
            stage = .closing(isUnread: true)
            return .release(closes: true)
        case .head where !bytes.isEmpty:
            // What came last may be wrong, and not have been looked at: see `isWorthParsing`.
            do throws(HeadError) {
                _ = try RequestHeadParser().parseHead(bytes, into: &head)
            } catch {
                return refuse(error)
            }
            return refuse(.headTooSlow)
        case .head: return .close(isUnread: false)
        case .closing(let isUnread): return .close(isUnread: isUnread)
        }
    }
}

extension ServerExchange {
    /// Where a request's end may be the connection's.
    @inline(never)
    private mutating func begin(
        _ head: RequestHead, _ bytes: Span<UInt8>, _ closes: Bool, taken: inout Int,
        mayFollow: Bool, _ persistence: Persistence
    ) -> Step {
        var body = SmallBody(reader: BodyReader(head.framing), closes: closes)
        let rest = bytes.extracting(head.byteCount...)
        let isWhole = read(&body, rest, taken: &taken)
        if isWhole == false, head.framing.isSmall, !head.expectsContinue {
            stage = .body(body)
            return .hold
        }
        // What isn't small is read by nobody but to be thrown away, after the answer.
        let isLast = conclude(
            body, isWhole: isWhole == true, bytes, taken: &taken, mayFollow: mayFollow, persistence)
        return .answer(closes: isLast)
    }

    @inline(never)
    private mutating func goOn(
        _ bytes: Span<UInt8>, taken: inout Int, mayFollow: Bool, _ persistence: Persistence
    ) -> Step {
        switch stage {
        case .head: return .wait(.head)
        case .closing(let isUnread):
            if !bytes.isEmpty || mayFollow { stage = .closing(isUnread: true) }
            taken = bytes.count
            return .close(isUnread: isUnread || !bytes.isEmpty || mayFollow)
        case .body(var body):
            let isWhole = read(&body, bytes, taken: &taken)
            if isWhole == false {
                stage = .body(body)
                return .wait(.body)
            }
            let isLast = conclude(
                body, isWhole: isWhole == true, bytes, taken: &taken, mayFollow: mayFollow,
                persistence)
            return .release(closes: isLast)
        }
    }

    /// Throws the body away. A broken one, whose end can't be known, and a chunked one that turns
    /// out too large cost the connection and nothing else.
    /// - Returns: whether it has ended; nil: it is given up.
    private func read(_ body: inout SmallBody, _ bytes: Span<UInt8>, taken: inout Int) -> Bool? {
        do throws(BodyError) {
            let count = try body.reader.consume(bytes)
            taken += count
            let total = Int(body.count) + count
            body.count = UInt32(clamping: total)
            return total > Limits.keptBodyBytes ? nil : body.reader.isComplete
        } catch {
            return nil
        }
    }

    /// The request has been read as far as it will be: its answer goes out.
    /// - Returns: whether it is the last.
    private mutating func conclude(
        _ body: SmallBody, isWhole: Bool, _ bytes: Span<UInt8>, taken: inout Int, mayFollow: Bool,
        _ persistence: Persistence
    ) -> Bool {
        let rest = bytes.extracting(taken...)
        let isLast =
            !isWhole || body.closes
            || persistence.isEnding && !RequestHeadParser.endsHead(afterEmptyLinesOf: rest)
        guard isLast else {
            stage = .head(Unfinished())
            return false
        }
        let isRead = rest.isEmpty && body.reader.isComplete && !mayFollow
        stage = .closing(isUnread: !isRead)
        taken = bytes.count
        return true
    }

    private mutating func refuse(_ error: HeadError) -> Step {
        stage = .closing(isUnread: true)
        return .refuse(error)
    }

    /// Whether the unfinished head may have ended. Parsing it from the start for every byte of a
    /// slow sender would cost the square of its size.
    @inline(never)
    private mutating func isWorthParsing(_ bytes: Span<UInt8>, _ unfinished: Unfinished) -> Bool {
        if bytes.count >= 2 * Int(unfinished.parsed) || bytes.count > Limits.headBytes
            || RequestHeadParser.endsHead(bytes, from: Int(unfinished.scanned))
        {
            return true
        }
        stage = .head(
            Unfinished(
                parsed: unfinished.parsed, scanned: UInt32(truncatingIfNeeded: bytes.count)))
        return false
    }
}
