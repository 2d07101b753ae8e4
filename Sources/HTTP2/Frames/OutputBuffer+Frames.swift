// Frames as they are sent.

package import HTTP

extension OutputBuffer {
    /// The header of a frame whose payload is appended next.
    @inline(__always)
    package func append(_ header: FrameHeader) {
        append(header.octets.span)
    }

    func appendReset(of stream: UInt32, _ error: ErrorCode) {
        append(FrameHeader(.resetStream, length: 4, stream: stream))
        append(word: error.rawValue)
    }

    func appendWindowUpdate(of stream: UInt32, by increment: UInt32) {
        append(FrameHeader(.windowUpdate, length: 4, stream: stream))
        append(word: increment)
    }

    /// - Parameter last: the last stream that is, or may have been, answered.
    func appendGoAway(last: UInt32, _ error: ErrorCode) {
        append(FrameHeader(.goAway, length: 8, stream: 0))
        append(word: last)
        append(word: error.rawValue)
    }

    func appendSettings(_ settings: [(Setting, UInt32)]) {
        append(FrameHeader(.settings, length: 6 * settings.count, stream: 0))
        for (setting, value) in settings {
            let octets: InlineArray<2, UInt8> = [0, UInt8(truncatingIfNeeded: setting.rawValue)]
            append(octets.span)
            append(word: value)
        }
    }

    func appendSettingsAcknowledgement() {
        append(FrameHeader(.settings, length: 0, flags: .acknowledgement, stream: 0))
    }

    /// - Parameter octets: eight.
    func appendPingAnswer(_ octets: Span<UInt8>) {
        append(FrameHeader(.ping, length: 8, flags: .acknowledgement, stream: 0))
        append(octets)
    }

    private func append(word: UInt32) {
        let octets: InlineArray<4, UInt8> = [
            UInt8(truncatingIfNeeded: word &>> 24), UInt8(truncatingIfNeeded: word &>> 16),
            UInt8(truncatingIfNeeded: word &>> 8), UInt8(truncatingIfNeeded: word),
        ]
        append(octets.span)
    }
}
