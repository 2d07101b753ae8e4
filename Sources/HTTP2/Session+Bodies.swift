// Request bodies: counted, thrown away, and their windows renewed.

internal import HTTP

extension Session {
    /// RFC 9113 §6.1. Nothing of a frame is kept: it is accounted for at its head.
    mutating func readData(
        _ header: FrameHeader, _ bytes: Span<UInt8>, _ position: inout Int,
        _ output: OutputBuffer
    ) -> Step? {
        if isIdle(header.stream) { return fail(.protocolError, output) }
        var content = header.length
        if header.flags.contains(.padded) {
            guard content > 0 else { return fail(.frameSizeError, output) }
            guard bytes.count &- position > FrameHeader.size else {
                isMidFrame = true
                return .more
            }
            content &-= 1 &+ Int(bytes[position &+ FrameHeader.size])
            guard content >= 0 else { return fail(.protocolError, output) }
        }
        isMidFrame = false
        position &+= FrameHeader.size
        // RFC 9113 §6.9: padding counts, and the connection's window counts all frames, also those
        // of streams that are gone.
        guard header.length <= Int(receiveWindow) else { return fail(.flowControlError, output) }
        receiveWindow &-= Int32(truncatingIfNeeded: header.length)
        discarding = UInt32(truncatingIfNeeded: header.length)
        discardingStream = header.stream
        discardingEnds = false
        let isLast = header.flags.contains(.endStream)
        let step = account(header, content, isLast, output)
        return step == nil && discarding == 0 ? endFrame(output) : step
    }

    private mutating func account(
        _ header: FrameHeader, _ content: Int, _ isLast: Bool, _ output: OutputBuffer
    ) -> Step? {
        let id = header.stream
        if content == 0, !isLast, !patience.spend(Patience.frame) {
            return fail(.enhanceYourCalm, output)
        }
        guard let index = index(of: id) else {
            if isRemembered(id) || id > lastStream { return nil }
            return reset(id, .streamClosed, isReceiving: !isLast, output)
        }
        guard streams[index].isReceiving else {
            return reset(id, .streamClosed, isReceiving: false, output)
        }
        guard header.length <= Int(streams[index].receiveWindow) else {
            return reset(id, .flowControlError, isReceiving: !isLast, output)
        }
        streams[index].receiveWindow &-= Int32(truncatingIfNeeded: header.length)
        if streams[index].missing != Stream.anyNumber {
            // RFC 9113 §8.1.1.
            guard UInt64(content) <= streams[index].missing else {
                return reset(id, .protocolError, isReceiving: !isLast, output)
            }
            streams[index].missing &-= UInt64(content)
        }
        discardingEnds = isLast
        if isLast { return nil }
        streams[index].discarded &+= UInt32(truncatingIfNeeded: content)
        let isTooLarge = streams[index].discarded > SessionLimits.bodyBytes
        if isTooLarge || isTooOld(streams[index]) { abandonBody(at: index, output) }
        return nil
    }

    /// Throws away what has come of the frame.
    @inline(__always)
    mutating func discard(_ bytes: Span<UInt8>, _ position: inout Int) {
        let taken = min(Int(discarding), bytes.count &- position)
        position &+= taken
        discarding &-= UInt32(truncatingIfNeeded: taken)
    }

    /// The frame that was thrown away is over: windows are renewed where half is gone.
    mutating func endFrame(_ output: OutputBuffer) -> Step? {
        let id = discardingStream
        if id == 0 { return nil }
        discardingStream = 0
        let full = Int32(SessionLimits.receiveWindow)
        if receiveWindow <= full / 2 {
            output.appendWindowUpdate(of: 0, by: UInt32(full &- receiveWindow))
            receiveWindow = full
        }
        guard let index = index(of: id), streams[index].isReceiving else { return nil }
        if discardingEnds { return endBody(at: index, output) }
        if streams[index].receiveWindow <= full / 2, !streams[index].isAbandoned {
            output.appendWindowUpdate(
                of: id, by: UInt32(full &- streams[index].receiveWindow))
            streams[index].receiveWindow = full
        }
        return nil
    }

    /// The peer has said that it is the end.
    mutating func endBody(at index: Int, _ output: OutputBuffer) -> Step? {
        let stream = streams[index]
        // RFC 9113 §8.1.1: fewer octets came than Content-Length says.
        if stream.missing != 0, stream.missing != Stream.anyNumber {
            return reset(stream.id, .protocolError, isReceiving: false, output)
        }
        streams[index].isReceiving = false
        if stream.isHeld { return release(at: index) }
        if !stream.isSending { remove(at: index) }
        return nil
    }

    /// Nobody waits for the rest. The stream must not end before its answer is out: clients would
    /// report the reset instead of the answer.
    mutating func abandonBody(at index: Int, _ output: OutputBuffer) {
        streams[index].isAbandoned = true
        if !streams[index].isSending { endAbandoned(at: index, output) }
    }

    /// RFC 9113 §8.1: the answer is complete, and the request needn't be.
    mutating func endAbandoned(at index: Int, _ output: OutputBuffer) {
        let id = streams[index].id
        output.appendReset(of: id, .noError)
        remember(id)
        remove(at: index)
    }

    func isTooOld(_ stream: Stream) -> Bool {
        now &- stream.began >= UInt32(SessionLimits.bodyMilliseconds)
    }
}
