// The streams that aren't closed, and what is remembered of those that are.

internal import HTTP

extension Session {
    @inline(__always)
    func index(of id: UInt32) -> Int? {
        var index = 0
        while index < streams.count {
            if streams[index].id == id { return index }
            index &+= 1
        }
        return nil
    }

    /// Adds the stream of the current request.
    /// - Returns: its place.
    mutating func add(_ id: UInt32) -> Int {
        var stream = Stream(
            id: id, began: now, sendWindow: initialSendWindow, isReceiving: currentGoesOn)
        stream.missing = currentLength
        streams.append(stream)
        return streams.count - 1
    }

    mutating func remove(at index: Int) {
        streams.remove(at: index)
        // What a flood has made of it isn't kept.
        if streams.isEmpty, streams.capacity > 8 { streams = [] }
    }

    /// Whether no frame but HEADERS and PRIORITY may name it (RFC 9113 §5.1). Streams of our own
    /// there are none; after the last GOAWAY the peer may have opened any.
    func isIdle(_ id: UInt32) -> Bool {
        id & 1 == 0 || id > lastStream && farewell != .final
    }

    /// Ends a stream (RFC 9113 §5.4.2), at the peer's cost.
    /// - Parameter isReceiving: whether the peer may still be sending on it.
    @inline(never)
    mutating func reset(
        _ id: UInt32, _ error: ErrorCode, isReceiving: Bool, _ output: OutputBuffer
    ) -> Step? {
        output.appendReset(of: id, error)
        if let index = index(of: id) { remove(at: index) }
        if isReceiving { remember(id) }
        return spend(Patience.streamError, output)
    }

    /// - Returns: nil as long as there is patience.
    @inline(__always)
    mutating func spend(_ amount: Int32, _ output: OutputBuffer) -> Step? {
        patience.spend(amount) ? nil : fail(.enhanceYourCalm, output)
    }

    /// RFC 9113 §5.1: frames that were on their way when we ended the stream are no error.
    mutating func remember(_ id: UInt32) {
        if resets.count < SessionLimits.rememberedResets {
            resets.append(id)
            return
        }
        resets[Int(nextReset)] = id
        nextReset = (nextReset + 1) % UInt8(SessionLimits.rememberedResets)
    }

    func isRemembered(_ id: UInt32) -> Bool {
        for reset in resets where reset == id { return true }
        return false
    }
}
