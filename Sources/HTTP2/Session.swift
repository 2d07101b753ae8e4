// One HTTP/2 connection as its server sees it, without its socket and its clock.
//
// **Whoever drives it** hands in what it has read and gets steps back, the way `ServerExchange`
// does it for HTTP/1; it appends what is sent to the driver's `OutputBuffer`:
//
//     session = Session(now, output)               our SETTINGS; to be sent at once
//     next(bytes, &position, …) → more             read on; what lies behind `position` is handed in
//                                                  again, with what comes: less than a frame
//                               → full             send `output`, then call again
//                               → request          call `answer`, append block and body; go on
//                               → refused(error)   the same, with the answer to that error
//                               → end              send `output`, end our side, read no more
//
// `answer` writes the HEADERS frame's header and says where the body goes: nowhere, behind the
// block, or later. What goes later is asked for, once `output` is out, a frame at a time:
//
//     frame() → DataFrame?     header and range of one DATA frame; nil: nothing can be sent now
//     sent(count, of: frame)   the kernel took so many octets of it, header included
//
// A frame of which something was taken is in flight: its rest comes out of `frame()` before all
// others and must leave before anything of `output`. One of which nothing was taken was never begun.
// So the order is: frame in flight, `output`, next frames.
//
// When `next` and `frame` have nothing more, `wait` says what is waited for; when that time is over,
// `expire`. `isOver` is asked after sending. Milliseconds come from outside, of any clock.
//
// **A stream** by RFC 9113 §5.1. Answers go out at END_HEADERS, so a stream with a request is never
// without an answer; `streams` holds those that aren't closed.
//
// | state                | how it is known                   | event → state                         |
// |----------------------|-----------------------------------|---------------------------------------|
// | idle                 | id > lastStream                   | HEADERS → open                        |
// |                      |                                   | HEADERS + END_STREAM → half-closed (remote) |
// | open                 | isReceiving, isSending            | END_STREAM came → half-closed (remote)|
// |                      |                                   | answer out → half-closed (local)      |
// | half-closed (remote) | isSending                         | answer out → closed                   |
// | half-closed (local)  | isReceiving                       | END_STREAM came → closed              |
// |                      |                                   | too much or too slow → closed, NO_ERROR |
// | closed, reset by us  | in `resets`                       | late frames are thrown away           |
// | closed               | id ≤ lastStream, in none of these | DATA, HEADERS: STREAM_CLOSED          |
//
// RST_STREAM of either side leads from every state to closed. Invariants: `streams` is in the order
// of ids; `current` is a stream between its step and its answer, and in no other list; while a block
// is unfinished nothing but its CONTINUATION is read.

package import HTTP

package struct Session: ~Copyable {
    /// What is to be done next.
    package enum Step: Equatable, Sendable {
        case more, full, request
        case refused(HeadError)
        case end
    }

    enum Phase: UInt8 { case preface, settings, open, ended }

    /// Letting go: as soon as nothing is under way; GOAWAY has announced it; GOAWAY has named the
    /// last stream.
    enum Farewell: UInt8 { case none, owed, announced, final }

    /// Whether our next block must say that what we send uses no table, or has said it.
    enum TableSize: UInt8 { case standard, owed, told }

    var phase = Phase.preface
    var farewell = Farewell.none
    /// When it has come to be owed, then when it was announced.
    var farewellBegan: UInt32 = 0
    var tableSize = TableSize.standard
    /// Whether the beginning of a frame waits for its rest.
    var isMidFrame = false

    /// The request that has been handed out and not been answered; 0: none.
    var current: UInt32 = 0
    var currentIsReceiving = false
    var currentLength = Stream.anyNumber

    /// The highest of the peer's streams, and which of the 64 up to it there were.
    var lastStream: UInt32 = 0
    var opened: UInt64 = 0
    var streams: [Stream] = []
    /// Those that we have ended first, the latest `rememberedResets`, and where the next one goes.
    var resets: [UInt32] = []
    var nextReset: UInt8 = 0

    /// Octets of a DATA or unknown frame that are thrown away, and the stream it is of; 0: none.
    var discarding: UInt32 = 0
    var discardingStream: UInt32 = 0
    /// Whether the request's body ends with it.
    var discardingEnds = false

    /// A block that goes on in CONTINUATION frames, and its stream; 0: none.
    var block: [UInt8] = []
    var blockStream: UInt32 = 0
    var blockIsLast = false
    var blockDependsOnItself = false
    var continuations: UInt8 = 0
    /// When it began.
    var blockBegan: UInt32 = 0

    /// Octets the peer takes, in all and of a new stream (RFC 9113 §6.9).
    var sendWindow: Int32 = 65_535
    var initialSendWindow: Int32 = 65_535
    var receiveWindow = Int32(SessionLimits.receiveWindow)

    /// When it was last looked whether each answer goes on.
    var lookedAt: UInt32
    /// Octets of bodies that have begun to leave since.
    var movedSinceLook: UInt32 = 0
    /// The frame of which something has been sent.
    var flight: DataFrame?
    /// The stream that sent last: the next in turn is behind it.
    var turn: UInt32 = 0

    var patience: Patience
    /// Milliseconds, as of the last call.
    var now: UInt32
    var table = DynamicTable()

    /// - Parameter output: gets our SETTINGS, which come before all else (RFC 9113 §3.4).
    package init(now: Int, _ output: OutputBuffer) {
        self.now = UInt32(truncatingIfNeeded: now)
        lookedAt = self.now
        patience = Patience(now: self.now)
        output.appendSettings([
            (.maxConcurrentStreams, UInt32(SessionLimits.streams)),
            (.initialWindowSize, UInt32(SessionLimits.receiveWindow)),
            (.maxHeaderListSize, UInt32(SessionLimits.fieldListBytes)),
            (.noRFC7540Priorities, 1),
        ])
        output.appendWindowUpdate(of: 0, by: UInt32(SessionLimits.receiveWindow) - 65_535)
    }

    /// Goes one step on.
    /// - Parameters:
    ///   - bytes: what came, and what lay behind `position` before.
    ///   - position: of the first octet that hasn't been looked at; moved on.
    ///   - request: the place for a request; its ranges index `text` until the next call.
    ///   - now: milliseconds.
    package mutating func next(
        _ bytes: Span<UInt8>, _ position: inout Int, into request: inout Request,
        _ text: FieldText, _ output: OutputBuffer, now: Int
    ) -> Step {
        precondition(current == 0, "a request is answered before the next is read")
        self.now = UInt32(truncatingIfNeeded: now)
        patience.refill(now: self.now)
        if farewell == .announced, isFarewellOver, output.room >= SessionLimits.replyBytes {
            concludeFarewell(output)
        }
        if self.now &- lookedAt >= SessionLimits.answerMilliseconds { giveUpStuckAnswers(output) }
        while true {
            if output.room < SessionLimits.replyBytes { return .full }
            if discarding > 0 {
                discard(bytes, &position)
                if discarding > 0 { return .more }
                endFrame(output)
            }
            if phase == .ended || isOver {
                position = bytes.count
                return .end
            }
            let available = bytes.count &- position
            guard phase != .preface else {
                if let step = readPreface(bytes, &position, output) { return step }
                continue
            }
            guard available >= FrameHeader.size else {
                isMidFrame = available > 0
                return .more
            }
            let header = FrameHeader(bytes, at: position)
            // RFC 9113 §4.2. Said at the head, so that nobody waits for the rest.
            guard header.length <= SessionLimits.frameBytes else {
                return fail(.frameSizeError, output)
            }
            let step = read(header, bytes, &position, into: &request, text, output)
            if let step { return step }
        }
    }

    /// Whether all is said: `output` is sent, and nothing more.
    package var isOver: Bool {
        if phase == .ended { return flight == nil }
        return farewell == .final && streams.isEmpty && flight == nil
    }

    /// RFC 9113 §3.4.
    @inline(never)
    private mutating func readPreface(
        _ bytes: Span<UInt8>, _ position: inout Int, _ output: OutputBuffer
    ) -> Step? {
        switch Preface.match(bytes.extracting(position...)) {
        case .absent: return fail(.protocolError, output)
        case .incomplete:
            isMidFrame = position < bytes.count
            return .more
        case .whole:
            position += Preface.size
            phase = .settings
            return nil
        }
    }

    /// Reads one frame.
    /// - Returns: nil: go on with the next.
    @inline(__always)
    private mutating func read(
        _ header: FrameHeader, _ bytes: Span<UInt8>, _ position: inout Int,
        into request: inout Request, _ text: FieldText, _ output: OutputBuffer
    ) -> Step? {
        let type = FrameType(rawValue: header.type)
        // RFC 9113 §6.10: nothing comes between the frames of a block, whatever it is.
        if blockStream != 0, type != .continuation || header.stream != blockStream {
            return fail(.protocolError, output)
        }
        // RFC 9113 §3.4: SETTINGS are the other half of the preface.
        if phase == .settings, type != .settings || header.flags.contains(.acknowledgement) {
            return fail(.protocolError, output)
        }
        if type == .data { return readData(header, bytes, &position, output) }
        guard let type else {
            // RFC 9113 §5.5.
            return ignore(header, &position, output)
        }
        // All others are small, or looked at as a whole.
        let start = position &+ FrameHeader.size
        if bytes.count &- start < header.length {
            if let error = Self.sizeError(type, header) { return fail(error, output) }
            isMidFrame = true
            return .more
        }
        isMidFrame = false
        position = start &+ header.length
        let payload = bytes.extracting(start..<position)
        if type == .headers {
            return readHeaders(header, payload, into: &request, text, output)
        }
        if type == .continuation {
            return readContinuation(header, payload, into: &request, text, output)
        }
        return readControl(type, header, payload, output)
    }

    /// Ends the connection (RFC 9113 §5.4.1).
    @inline(never)
    mutating func fail(_ error: ErrorCode, _ output: OutputBuffer) -> Step {
        output.appendGoAway(last: lastStream, error)
        phase = .ended
        streams = []
        block = []
        discarding = 0
        return .end
    }
}

/// What the connection is opened with by a client that knows (RFC 9113 §3.4).
package enum Preface {
    package static let size = 24

    package enum Match { case absent, incomplete, whole }

    /// Whether the bytes are all of it, or its first line at least.
    package static func begins(_ bytes: Span<UInt8>) -> Bool {
        bytes.count >= 16 && match(bytes.extracting(first: 16)) != .absent
    }

    /// - Parameter bytes: the first of a connection.
    package static func match(_ bytes: Span<UInt8>) -> Match {
        let text: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        for index in 0..<min(size, bytes.count) where bytes[index] != text.byte(at: index) {
            return .absent
        }
        return bytes.count < size ? .incomplete : .whole
    }
}
