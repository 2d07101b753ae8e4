// How much of what only costs us a peer may send.

/// One number for all floods: control frames, empty frames and errors take from it, requests,
/// answers that are read and time give back. Spent, it ends the connection: ENHANCE_YOUR_CALM.
struct Patience {
    static let most: Int32 = 1000

    /// For a PING, PRIORITY, WINDOW_UPDATE, RST_STREAM, GOAWAY, unknown frame, or a DATA frame with
    /// nothing in it.
    static let frame: Int32 = 1
    /// For SETTINGS after the first: each costs us a frame and a walk over the streams.
    static let settings: Int32 = 4
    /// For an error of one stream that is the peer's doing.
    static let streamError: Int32 = 4

    /// For a request that is answered: ending its stream at once is its own business.
    static let request: Int32 = 2
    /// For a DATA frame that was worth sending: whoever reads it may say so.
    static let data: Int32 = 3
    static let worthwhileBytes = 512

    private var left = most
    private var refilled: UInt32

    /// - Parameter now: milliseconds of any clock, as everywhere.
    init(now: UInt32) { refilled = now }

    /// - Returns: false: there is none left.
    @inline(__always)
    mutating func spend(_ amount: Int32) -> Bool {
        left &-= amount
        return left >= 0
    }

    @inline(__always)
    mutating func regain(_ amount: Int32) { left = min(Self.most, left &+ amount) }

    /// Four for each eighth of a second.
    @inline(__always)
    mutating func refill(now: UInt32) {
        let elapsed = now &- refilled
        if elapsed < 125 { return }
        regain(Int32(truncatingIfNeeded: min(elapsed / 125, 250) &* 4))
        refilled = now &- elapsed % 125
    }
}
