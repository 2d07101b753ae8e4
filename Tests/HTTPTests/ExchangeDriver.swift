// A connection without a socket: hands an exchange what comes and obeys its steps.

import Testing

@testable import HTTP

/// Does what `Connection` does: what wasn't taken is handed in again with more behind it, and
/// after the last step nothing is.
///
/// It writes the steps down as what a client sees of them, which doesn't depend on how its bytes
/// came:
/// - `answer GET /a`, with ` close` behind it if it is the last: whether it went out at once or was
///   held until its body had come;
/// - `refuse missingHost GET /a`, with the request line as far as it was read;
/// - `close`, or `close unread`; of a peer that is still sending, nobody can say which it is;
/// - `wait head` and the like, and `hold GET /a` before it if an answer is held, only at the end of
///   all input.
struct ExchangeDriver {
    private var exchange = ServerExchange()
    var persistence: Persistence
    private let room: GuardedRoom
    private var unread: [UInt8] = []
    private var held: String?
    private var lastWait = ServerExchange.Wait.firstRequest

    private(set) var steps: [String] = []
    /// As they came from the exchange: with `hold` and `release`, without the waits.
    private(set) var rawSteps: [ServerExchange.Step] = []
    /// The rules of `ServerExchange` that were broken.
    private(set) var violations: [String] = []
    private(set) var isOver = false
    /// Whether it was over before all had come.
    private(set) var wasCutShort = false

    init(_ persistence: Persistence, in room: GuardedRoom) {
        self.persistence = persistence
        self.room = room
    }

    var text: String { steps.joined(separator: "; ") }

    /// - Parameters:
    ///   - remaining: bytes still to come.
    ///   - mayFollow: whether the exchange is told that there may be more.
    mutating func receive(
        _ bytes: some Collection<UInt8>, remaining: Int = 0, mayFollow: Bool = false
    ) {
        if isOver { return }
        unread += bytes
        goOn(mayFollow: mayFollow)
        if isOver, remaining > 0 { wasCutShort = true }
    }

    /// All has come.
    mutating func wait() {
        if isOver { return }
        if let held { steps.append("hold \(held)") }
        switch lastWait {
        case .firstRequest: steps.append("wait first")
        case .nextRequest: steps.append("wait next")
        case .head: steps.append("wait head")
        case .body: steps.append("wait body")
        }
    }

    mutating func end() {
        if !isOver { obeyLast { exchange, _, _ in exchange.end() } }
    }

    mutating func expire() {
        if !isOver { obeyLast { $0.expire($1, into: &$2) } }
    }

    private mutating func goOn(mayFollow: Bool) {
        // Each step but a wait takes a byte or lets go of what is held.
        for _ in 0..<2 * unread.count + 3 {
            var head = RequestHead()
            var taken = 0
            let wasClosing = exchange.isClosing
            let wasHolding = exchange.isHolding
            let (step, line) = room.withSpan(of: unread) { bytes in
                let step = exchange.next(
                    bytes, taken: &taken, mayFollow: mayFollow, persistence, into: &head)
                if case .wait = step { return (step, "") }
                return (step, Self.line(head.request, bytes))
            }
            check(0...unread.count ~= taken, "more or fewer bytes taken than there are")
            check(!wasClosing || exchange.isClosing, "closing was left")
            if taken > 0 { unread.removeFirst(min(taken, unread.count)) }
            if case .wait(let wait) = step {
                check(wasHolding == (wait == .body), "waits for what it doesn't need")
                check(wasHolding == exchange.isHolding, "a wait changed what is held")
                check((wait == .head) == !unread.isEmpty, "waits for a head without one")
                check(
                    wait != .firstRequest || rawSteps.isEmpty, "the first request, after others")
                check(
                    wait != .nextRequest || !rawSteps.isEmpty, "the next request, before any")
                lastWait = wait
                return
            }
            obey(step, line)
            if isOver { return }
        }
        check(false, "went round in circles")
        isOver = true
    }

    private mutating func obeyLast(
        _ last: (inout ServerExchange, Span<UInt8>, inout RequestHead) -> ServerExchange.Step
    ) {
        var head = RequestHead()
        let (step, line) = room.withSpan(of: unread) { bytes in
            let step = last(&exchange, bytes, &head)
            return (step, Self.line(head.request, bytes))
        }
        unread = []
        obey(step, line)
        // The answer is out.
        if !isOver { goOn(mayFollow: false) }
        check(isOver, "goes on after its end")
    }

    private mutating func obey(_ step: ServerExchange.Step, _ line: String) {
        let wasLast =
            switch rawSteps.last {
            case .answer(closes: true), .release(closes: true), .refuse, .close: true
            default: false
            }
        var isLast = false
        var isEnd = false
        switch step {
        case .wait: check(false, "waits after its end")
        case .answer(let closes):
            check(held == nil, "answers while it holds")
            steps.append("answer \(line)" + (closes ? " close" : ""))
            isLast = closes
        case .hold:
            check(held == nil, "holds twice")
            held = line
        case .release(let closes):
            check(held != nil, "releases what it doesn't hold")
            steps.append("answer \(held ?? "")" + (closes ? " close" : ""))
            held = nil
            isLast = closes
        case .refuse(let error):
            check(held == nil, "refuses while it holds")
            steps.append("refuse \(error)" + (line.isEmpty ? "" : " " + line))
            isLast = true
        case .close(let isUnread):
            check(held == nil, "closes while it holds")
            steps.append(isUnread ? "close unread" : "close")
            isEnd = true
            isOver = true
        }
        check(!wasLast || isEnd, "a step after the last answer")
        check(exchange.isHolding == (held != nil), "isHolding is wrong")
        check(!isLast || exchange.isClosing, "isn't closing after the last answer")
        check(isLast || isEnd || !exchange.isClosing, "is closing before the last answer")
        rawSteps.append(step)
    }

    private mutating func check(_ isKept: Bool, _ words: StaticString) {
        if !isKept { violations.append("\(words), after \(rawSteps)") }
    }

    /// Method and target, as a log would say them.
    private static func line(_ request: Request, _ bytes: Span<UInt8>) -> String {
        if request.target.isEmpty { return "" }
        return HeadCase.text(request.methodName, bytes) + " "
            + HeadCase.text(request.target, bytes)
    }
}
