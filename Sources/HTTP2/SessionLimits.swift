// Every limit of the HTTP/2 room, with its unit and what happens beyond it.

internal import HTTP

package enum SessionLimits {
    /// Octets of a frame's payload, the smallest a peer may be held to (RFC 9113 §4.2). A larger
    /// one ends the connection: FRAME_SIZE_ERROR.
    package static let frameBytes = 16_384

    /// Octets of a DATA frame's payload: with its header it is one TLS record.
    package static let dataBytes = frameBytes - FrameHeader.size

    /// Streams whose body is coming or whose answer isn't out. One more is refused:
    /// REFUSED_STREAM.
    static let streams = 100

    /// Octets of a field block over its frames, and CONTINUATION frames of it. More end the
    /// connection: ENHANCE_YOUR_CALM.
    static let blockBytes = 64 * 1024
    static let continuations = 8

    /// Milliseconds a block may take. The same happens to what comes later.
    static let blockMilliseconds: UInt32 = 10_000

    /// Octets of a request's field list as RFC 9113 §6.5.2 counts it. A longer one is answered 431;
    /// its block is still decoded.
    static let fieldListBytes = 64 * 1024

    /// Fields of a request. One more is answered 431.
    static let fieldCount = 200

    /// Settings of a frame. One more ends the connection: ENHANCE_YOUR_CALM.
    static let settings = 32

    /// Octets that may be on their way of one body, and of all: what comes is thrown away, so they
    /// cost nothing, and an upload from far away is over before its client gives up. More end the
    /// stream or the connection: FLOW_CONTROL_ERROR.
    static let receiveWindow = 1 << 20

    /// Octets of a body that are thrown away, and milliseconds it may take. Then its stream ends
    /// when the answer is out: RST_STREAM(NO_ERROR). As with HTTP/1.
    package static let bodyBytes = 128 * 1024 * 1024
    package static let bodyMilliseconds = 10_000

    /// Octets of an announced body that is waited for, and milliseconds for which it is. The answer
    /// to a larger or slower one doesn't wait. As with HTTP/1.
    static let heldBytes = UInt64(Limits.keptBodyBytes)
    package static let heldMilliseconds: UInt32 = 1_000

    /// Octets of an answer that leave at least in that many milliseconds, or it is given up:
    /// RST_STREAM(CANCEL) while other answers of the connection go on, else with the connection.
    package static let leastProgress: UInt32 = 1024
    package static let answerMilliseconds: UInt32 = 30_000

    /// Milliseconds that a farewell waits for the end of what is under way while other requests
    /// come in; and then that the peer has for seeing it, before the last stream is named.
    package static let farewellMilliseconds: UInt32 = 1_000

    /// Streams we have ended whose late frames are told from frames on closed streams.
    static let rememberedResets = 32

    /// Octets that the answer to one frame may take, without the answer to a request.
    static let replyBytes = 64
}
