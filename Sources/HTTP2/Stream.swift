// A stream that isn't over: its request's body is coming, or its answer isn't out.

/// Names a body and what belongs to it, for whoever handed it over; nobody else looks at it.
package struct BodyReference: Equatable, Sendable {
    package let index: UInt32
    package let detail: UInt32

    package init(index: UInt32, detail: UInt32 = 0) {
        self.index = index
        self.detail = detail
    }
}

/// What is left of it, without a copy of anything.
struct Stream {
    let id: UInt32
    /// When its request was answered, in milliseconds; where the answer waits for the body, when it
    /// came.
    let began: UInt32
    /// Octets the peer takes; below zero after SETTINGS that made it smaller (RFC 9113 §6.9.2).
    var sendWindow: Int32
    /// Octets the peer may send.
    var receiveWindow = Int32(SessionLimits.receiveWindow)
    /// Octets of the request's body that must still come, where it said how many.
    var missing = Stream.anyNumber
    /// Octets of the request's body that were thrown away.
    var discarded: UInt32 = 0
    /// The next octet of the answer's body that goes out, and their number.
    var offset: UInt32 = 0
    var count: UInt32 = 0
    /// `offset` when it was last looked whether the answer goes on.
    var looked: UInt32 = 0
    var body = BodyReference(index: 0)
    /// Whether the request's body is still coming.
    var isReceiving: Bool
    /// Whether nobody waits for the rest of it any more.
    var isAbandoned = false
    /// Whether the answer waits for it.
    var isHeld = false

    static let anyNumber = UInt64.max

    var isSending: Bool { offset < count }
}
