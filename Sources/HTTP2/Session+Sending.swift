// Answers: their heads, and their bodies frame by frame.

package import HTTP

/// A DATA frame, or the rest of one: what is sent is `octets` of its header and `range` of its body.
package struct DataFrame: Equatable, Sendable {
    package let header: FrameHeader
    package let body: BodyReference
    /// Of the body.
    package let offset: Int
    /// Octets of the frame that have left, of header and payload.
    package fileprivate(set) var sent = 0

    /// What is left of the header.
    package var headerRest: Range<Int> { min(sent, FrameHeader.size)..<FrameHeader.size }

    /// What is left of the payload, in the body.
    package var range: Range<Int> {
        offset + max(0, sent - FrameHeader.size)..<offset + header.length
    }

    fileprivate var size: Int { FrameHeader.size &+ header.length }
}

extension Session {
    /// Where the body of an answer goes.
    package enum BodyPlace: Equatable, Sendable {
        /// There is none.
        case nowhere
        /// Behind the block: this header, then all of it.
        case behind(FrameHeader)
        /// Into frames that `frame()` hands out.
        case later
    }

    /// Begins the answer to the request that was handed out last.
    /// - Parameters:
    ///   - blockBytes: of the field block that is appended next, at most `frameBytes` - 1.
    ///   - bodyBytes: of the body; 0: none.
    ///   - body: what it is called when it goes out later.
    @inline(__always)
    package mutating func answer(
        blockBytes: Int, bodyBytes: Int, _ body: BodyReference, _ output: OutputBuffer
    ) -> BodyPlace {
        precondition(current != 0 && blockBytes < SessionLimits.frameBytes)
        let id = current
        current = 0
        patience.regain(Patience.request)
        let isWhole = bodyBytes == 0
        let isOwed = tableSize == .owed
        output.append(
            FrameHeader(
                .headers, length: isOwed ? blockBytes &+ 1 : blockBytes,
                flags: isWhole ? [.endHeaders, .endStream] : .endHeaders, stream: id))
        if isOwed { tellTableSize(output) }
        let isSmall =
            bodyBytes <= SessionLimits.frameBytes && bodyBytes <= Int(initialSendWindow)
            && bodyBytes <= Int(sendWindow)
        if isSmall, !currentIsReceiving {
            if isWhole { return .nowhere }
            return .behind(dataHeader(bodyBytes, id))
        }
        keep(id, body, later: isSmall ? 0 : bodyBytes, behind: isSmall ? bodyBytes : 0)
        return isWhole ? .nowhere : isSmall ? .behind(dataHeader(bodyBytes, id)) : .later
    }

    /// The header of all of a body.
    @inline(__always)
    private mutating func dataHeader(_ count: Int, _ id: UInt32) -> FrameHeader {
        sendWindow &-= Int32(truncatingIfNeeded: count)
        return FrameHeader(.data, length: count, flags: .endStream, stream: id)
    }

    /// RFC 7541 §6.3: a table of 0.
    @inline(never)
    private mutating func tellTableSize(_ output: OutputBuffer) {
        tableSize = .told
        output.append("\u{20}")
    }

    /// The stream isn't over with its answer.
    @inline(never)
    private mutating func keep(_ id: UInt32, _ body: BodyReference, later: Int, behind: Int) {
        var stream = Stream(
            id: id, began: now, sendWindow: initialSendWindow,
            count: UInt32(truncatingIfNeeded: later), body: body, isReceiving: currentIsReceiving)
        stream.missing = currentLength
        stream.sendWindow &-= Int32(truncatingIfNeeded: behind)
        streams.append(stream)
    }

    /// The frame that is to be sent next; nil: there is none, or the peer takes none.
    package func frame() -> DataFrame? {
        if let flight { return flight }
        guard sendWindow > 0, let index = nextInTurn() else { return nil }
        let stream = streams[index]
        let left = Int(stream.count &- stream.offset)
        let count = min(left, SessionLimits.dataBytes, Int(min(stream.sendWindow, sendWindow)))
        return DataFrame(
            header: FrameHeader(
                .data, length: count, flags: count == left ? .endStream : [], stream: stream.id),
            body: stream.body, offset: Int(stream.offset))
    }

    /// Whether the body, or a part of it, is still to be sent.
    func needs(_ body: BodyReference) -> Bool {
        if let flight, flight.body == body { return true }
        for stream in streams where stream.isSending && stream.body == body { return true }
        return false
    }

    /// Whether a frame has been sent in part: nothing else may be sent before its rest.
    package var isInFlight: Bool { flight != nil }

    /// - Parameters:
    ///   - count: octets of it, from where it was handed out on, that have left.
    ///   - output: may get a frame that follows.
    package mutating func sent(_ count: Int, of frame: DataFrame, _ output: OutputBuffer) {
        if count == 0 { return }
        precondition(count > 0 && count <= frame.size - frame.sent)
        if flight == nil { begin(frame, output) }
        var frame = frame
        frame.sent += count
        flight = frame.sent < frame.size ? frame : nil
    }

    /// Something of it is out, so all of it will be.
    private mutating func begin(_ frame: DataFrame, _ output: OutputBuffer) {
        let count = Int32(truncatingIfNeeded: frame.header.length)
        turn = frame.header.stream
        sendWindow &-= count
        movedSinceLook &+= UInt32(count)
        if count >= Patience.worthwhileBytes { patience.regain(Patience.data) }
        guard let index = index(of: turn) else { return }
        streams[index].sendWindow &-= count
        streams[index].offset &+= UInt32(count)
        if streams[index].isSending { return }
        if !streams[index].isReceiving { return remove(at: index) }
        if streams[index].isAbandoned { endAbandoned(at: index, output) }
    }

    /// The first behind the one that sent last whose peer takes something.
    private func nextInTurn() -> Int? {
        var first: Int?
        for index in streams.indices where streams[index].isSending && streams[index].sendWindow > 0
        {
            if streams[index].id > turn { return index }
            if first == nil { first = index }
        }
        return first
    }
}
