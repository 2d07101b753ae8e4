// What a session waits for, and how it lets go.

package import HTTP

extension Session {
    /// For the deadline that goes with it.
    package enum Wait: Equatable, Sendable {
        /// The rest of the preface, or of a block that has begun.
        case head
        /// The peer to have seen our farewell, and to go.
        case farewell
        /// The peer to take an answer.
        case window
        /// The rest of bodies that are thrown away.
        case body
        /// The end of small ones, before they are answered.
        case heldBody
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
            if stream.isHeld || wait == nil { wait = stream.isHeld ? .heldBody : .body }
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
        // Answers that were held are released by `next`.
        case .body, .heldBody: abandonOldBodies(output)
        case .head, .window, .firstRequest, .nextRequest: _ = fail(.noError, output)
        }
    }

    /// Ends the connection, which others need the room of.
    package mutating func end(_ output: OutputBuffer, now: Int) {
        expire(.nextRequest, output, now: now)
    }

    /// Gives up the answers of which too little has left since the last look, behind a window that
    /// their stream's peer keeps shut while others move on: RST_STREAM(CANCEL). Where none does, the
    /// wait for the window ends the connection.
    @inline(never)
    mutating func giveUpStuckAnswers(_ output: OutputBuffer) {
        let othersMove = movedSinceLook >= SessionLimits.leastProgress
        lookedAt = now
        movedSinceLook = 0
        for index in streams.indices.reversed() where streams[index].isSending {
            let stream = streams[index]
            streams[index].looked = stream.offset
            let isOld = now &- stream.began >= SessionLimits.answerMilliseconds
            let isStuck = stream.offset &- stream.looked < SessionLimits.leastProgress
            guard othersMove, isOld, isStuck, stream.sendWindow <= 0,
                flight?.header.stream != stream.id, output.room >= 2 * SessionLimits.replyBytes
            else { continue }
            output.appendReset(of: stream.id, .cancel)
            if stream.isReceiving { remember(stream.id) }
            remove(at: index)
        }
    }

    /// Wants to let go. Clients built on Python's h2 take any frame behind a GOAWAY for an error
    /// and lose what they have read: so it waits until nothing is under way. Who goes on asking
    /// meanwhile would never get it, and gets it now.
    @inline(never)
    package mutating func oweFarewell(_ output: OutputBuffer, now: Int) {
        self.now = UInt32(truncatingIfNeeded: now)
        if farewell == .none {
            farewell = .owed
            farewellBegan = self.now
        } else if farewell == .owed, isFarewellOver {
            beginFarewell(output)
        }
    }

    /// Begins to let go if that is owed and nothing is under way.
    /// - Returns: whether there is something to send.
    @inline(__always)
    package mutating func settleFarewell(_ output: OutputBuffer) -> Bool {
        guard farewell == .owed, streams.isEmpty, flight == nil, phase != .ended else {
            return false
        }
        beginFarewell(output)
        return true
    }

    /// RFC 9113 §6.8: what arrives is still answered until the peer must have seen it. No PING
    /// tells when: behind the GOAWAY it is one of those frames, and in front of it its answer says
    /// nothing about the GOAWAY, so that a request between the two would be lost.
    @inline(never)
    private mutating func beginFarewell(_ output: OutputBuffer) {
        output.appendGoAway(last: UInt32(Int32.max), .noError)
        announceFarewell()
    }

    /// What `appendFarewell` has appended is on its way.
    package mutating func announceFarewell() {
        farewell = .announced
        farewellBegan = self.now
    }

    /// Appends a farewell that is owed to a frame behind which nothing is under way. Go's client gives
    /// up a request with a body that it puts on a connection while the farewell comes in by itself.
    /// - Returns: whether it did.
    @inline(never)
    package func appendFarewell(behind frame: DataFrame, _ output: OutputBuffer) -> Bool {
        let isLast =
            flight == nil ? streams.count == 1 && !streams[0].isReceiving : streams.isEmpty
        guard farewell == .owed, phase != .ended, isLast, frame.header.flags.contains(.endStream)
        else { return false }
        output.appendGoAway(last: UInt32(Int32.max), .noError)
        return true
    }

    /// Whether the peer has had its time.
    var isFarewellOver: Bool { now &- farewellBegan >= SessionLimits.farewellMilliseconds }

    /// Names the last request that is answered.
    mutating func concludeFarewell(_ output: OutputBuffer) {
        guard farewell == .announced, phase != .ended else { return }
        farewell = .final
        output.appendGoAway(last: lastStream, .noError)
    }

    private mutating func abandonOldBodies(_ output: OutputBuffer) {
        for index in streams.indices.reversed() {
            if output.room < SessionLimits.replyBytes { return }
            let stream = streams[index]
            if stream.isReceiving, !stream.isHeld, !stream.isAbandoned, isTooOld(stream) {
                abandonBody(at: index, output)
            }
        }
    }

    /// Octets of memory it holds besides itself.
    package var heldBytes: Int {
        block.capacity + streams.capacity * MemoryLayout<Stream>.stride
            + resets.capacity * MemoryLayout<UInt32>.stride + table.heldBytes
    }
}
