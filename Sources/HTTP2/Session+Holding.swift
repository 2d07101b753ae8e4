// Answers that wait for the small bodies of their requests.

internal import HTTP

extension Session {
    /// Whether the answer to the current request waits for its body. Proxies that pass a request on
    /// to HTTP/2 lose their own client if the answer comes before its body (nghttpx resets it). One
    /// that others wait for too would let a deadline begin anew, so that nothing is held beside
    /// answers that are on their way.
    var mayHold: Bool {
        if holdsNothing || currentLength > SessionLimits.heldBytes || flight != nil { return false }
        for stream in streams where stream.isSending { return false }
        return true
    }

    /// Leaves the request that was handed out last unanswered until its step `release`.
    /// - Returns: its stream.
    package mutating func hold() -> UInt32 {
        precondition(current != 0)
        let id = current
        current = 0
        streams[add(id)].isHeld = true
        return id
    }

    /// Whether the answer on that stream is still held.
    package func isHeld(_ id: UInt32) -> Bool {
        guard let index = index(of: id) else { return false }
        return streams[index].isHeld
    }

    package var isHolding: Bool {
        for stream in streams where stream.isHeld { return true }
        return false
    }

    /// No body is waited for any more: the peer sends nothing, or we end. `next` releases what is held.
    package mutating func holdNothing() { holdsNothing = true }

    /// Releases an answer whose time is over, or that others are waiting for.
    @inline(never)
    mutating func releaseOld() -> Step? {
        var held: Int?
        var isDue = holdsNothing || flight != nil
        for index in streams.indices {
            if streams[index].isSending { isDue = true }
            if streams[index].isHeld, held == nil { held = index }
        }
        guard let held else { return nil }
        isDue = isDue || now &- streams[held].began >= SessionLimits.heldMilliseconds
        return isDue ? release(at: held) : nil
    }

    /// Its answer is asked for now.
    mutating func release(at index: Int) -> Step {
        current = streams[index].id
        currentGoesOn = true
        currentWindow = streams[index].sendWindow
        return .release(current)
    }
}
