// A connection without a socket: what drives a session, as the server does.
import HTTP
import Testing

@testable import HTTP2

final class TestConnection {
    var session: Session
    let output = OutputBuffer(capacity: 100_000)
    let text = FieldText()
    /// What the kernel has taken.
    private(set) var wire: [UInt8] = []
    /// Octets the kernel takes.
    var room = Int.max
    var now = 0
    /// Octets of the body of each answer.
    var bodyBytes: Int
    /// Requests and steps, in words.
    private(set) var steps: [String] = []
    private(set) var isEnded = false
    private var unread: [UInt8] = []
    /// Composed and not taken by the kernel.
    private var pending: [UInt8] = []

    var pendingBytes: Int { pending.count + output.count }
    var isInFlight: Bool { session.isInFlight }
    var isOver: Bool { session.isOver }
    var wait: Session.Wait { session.wait }
    var heldBytes: Int { session.heldBytes }
    var openStreams: Int { session.streams.count }
    var hasFrame: Bool { session.frame() != nil }

    init(bodyBytes: Int = 0, opening: [UInt8] = preface) {
        self.bodyBytes = bodyBytes
        session = Session(now: 0, output)
        if !opening.isEmpty {
            receive(opening)
            wire = []
        }
    }

    /// The field block of every answer: `:status 503`.
    static let block = octets("08 03 '503'")

    /// What a body has at a place, so that nothing can be mixed up.
    static func octet(_ body: UInt32, at place: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: place % 251 + Int(body))
    }

    /// Everything that was sent, in words.
    var words: [String] { SentFrame.all(in: wire).map(\.words) }

    /// What was sent since the last time.
    func takeWords() -> [String] {
        defer { wire = [] }
        return words
    }

    /// Composed octets of which no more are made while they aren't taken.
    static let most = 50_000

    /// Reads what came, answers what is asked, sends what can be sent.
    func receive(_ bytes: [UInt8]) {
        unread += bytes
        if pendingBytes <= Self.most {
            var position = 0
            GuardedBytes(unread).withSpan { read($0, &position) }
            unread.removeFirst(position)
        }
        deliver()
    }

    private func read(_ bytes: Span<UInt8>, _ position: inout Int) {
        var request = Request()
        while true {
            let step = session.next(
                bytes, &position, into: &request, text, output, now: now)
            switch step {
            case .more: return
            case .full: deliver()
            case .request:
                steps.append(text.withSpan { Self.summary(of: request, in: $0) })
                answer()
            case .hold:
                steps.append(text.withSpan { Self.summary(of: request, in: $0) })
                _ = session.hold()
            case .release: answer()
            case .refused(let error):
                steps.append("\(error.status)")
                answer()
            case .end:
                isEnded = true
                return
            }
            if pendingBytes > Self.most { deliver() }
            if pendingBytes > Self.most { return }
        }
    }

    private func answer() {
        let stream = session.current
        let place = session.answer(
            blockBytes: Self.block.count, bodyBytes: bodyBytes, BodyReference(index: stream), output
        )
        output.append(Self.block)
        if case .behind(let header) = place {
            output.append(header)
            output.append((0..<bodyBytes).map { Self.octet(stream, at: $0) })
        }
    }

    /// The peer sends no more.
    func endInput() {
        session.holdNothing()
        receive([])
    }

    /// The server wants to let go.
    func letGo() {
        session.oweFarewell(output, now: now)
        _ = session.settleFarewell(output)
        deliver()
    }

    /// The order that the session asks for: frame in flight, what is composed, next frames.
    func deliver() {
        while true {
            if session.isInFlight {
                send(session.frame())
                if session.isInFlight { return }
            }
            pending += output.withSpan { [UInt8]($0) }
            output.removeAll()
            let taken = min(room, pending.count)
            take(Array(pending.prefix(taken)))
            pending.removeFirst(taken)
            if !pending.isEmpty { return }
            guard let frame = session.frame() else { return }
            send(frame)
            if room == 0 { return }
        }
    }

    private func send(_ frame: DataFrame?) {
        guard let frame else { return }
        let taken = min(room, frame.headerRest.count + frame.range.count)
        let header = frame.headerRest.prefix(taken).map { frame.header.octets[$0] }
        let payload = frame.range.prefix(taken - header.count)
        take(header + payload.map { Self.octet(frame.body.index, at: $0) })
        // By itself, to see when the session appends it.
        let farewell = OutputBuffer(capacity: 100)
        let saysFarewell = session.appendFarewell(behind: frame, farewell)
        let isWhole = taken == frame.headerRest.count + frame.range.count
        session.sent(taken, of: frame, output)
        if saysFarewell, isWhole, room == .max {
            take(farewell.withSpan { [UInt8]($0) })
            session.announceFarewell()
        }
    }

    private func take(_ bytes: [UInt8]) {
        wire += bytes
        if room != .max { room -= bytes.count }
    }

    static func summary(of request: Request, in text: Span<UInt8>) -> String {
        var words = [ascii(text, request.methodName), ascii(text, request.authority)]
        words.append(ascii(text, request.target))
        for field in KnownField.allCases where request.has(field) && field != .host {
            words.append("\(field)=" + ascii(text, request[field]))
        }
        return words.joined(separator: " ")
    }
}
