// What a session waits for, and how it lets go.

package import HTTP

extension Session {
    /// For the deadline that goes with it.
    package enum Wait: Equatable, Sendable {
        /// The rest of the preface, or of a block that has begun.
        case head
        /// The answer to the PING of our farewell.
        case farewell
        /// The peer to take an answer.
        case window
        /// The rest of bodies that are thrown away.
        case body
        /// A first request, or another one.
        case firstRequest, nextRequest
    }

    /// What is waited for when nothing more can be read or sent. What a peer can begin and end as it
    /// likes, such as half a frame, comes last: each wait would begin anew behind it.
    package var wait: Wait {
        if farewell == .announced { return .farewell }
        var wait: Wait?
        for stream in streams {
            if stream.isSending { return .window }
            wait = .body
        }
        if flight != nil { return .window }
        if let wait { return wait }
        if phase == .preface || phase == .settings || blockStream != 0 { return .head }
        if lastStream == 0 { return .firstRequest }
        return isMidFrame || discarding > 0 ? .head : .nextRequest
    }

    /// What was waited for has not come in time.
    /// - Parameter output: gets what is still to be said; `isOver` tells whether it is the last.
    package mutating func expire(_ wait: Wait, _ output: OutputBuffer, now: Int) {
        self.now = UInt32(truncatingIfNeeded: now)
        switch wait {
        case .farewell: concludeFarewell(output)
        case .body: abandonOldBodies(output)
        case .head, .window, .firstRequest, .nextRequest: _ = fail(.noError, output)
        }
    }

    /// Begins to let go (RFC 9113 §6.8): what arrives is still answered until the peer has seen
    /// it, which the answer to a PING tells.
    package mutating func beginFarewell(_ output: OutputBuffer, now: Int) {
        guard farewell == .none, phase != .ended else { return }
        self.now = UInt32(truncatingIfNeeded: now)
        farewell = .announced
        farewellBegan = self.now
        output.appendGoAway(last: UInt32(Int32.max), .noError)
        let octets = [UInt8](Self.farewellPing)
        output.appendPing(octets.span, isAnswer: false)
    }

    /// Whether the peer has had its time.
    var isFarewellOver: Bool { now &- farewellBegan >= SessionLimits.farewellMilliseconds }

    /// Names the last request that is answered.
    mutating func concludeFarewell(_ output: OutputBuffer) {
        guard farewell == .announced, phase != .ended else { return }
        farewell = .final
        output.appendGoAway(last: lastStream, .noError)
    }

    static var farewellPing: StaticString { "farewell" }

    private mutating func abandonOldBodies(_ output: OutputBuffer) {
        for index in streams.indices.reversed() {
            if output.room < SessionLimits.replyBytes { return }
            if streams[index].isReceiving, !streams[index].isAbandoned, isTooOld(streams[index]) {
                abandonBody(at: index, output)
            }
        }
    }

    /// Octets of memory it holds besides itself.
    package var heldBytes: Int {
        block.capacity + streams.capacity * MemoryLayout<Stream>.stride + table.heldBytes
    }
}
