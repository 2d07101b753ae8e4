// The nine octets in front of every frame (RFC 9113 §4.1).

/// The types a session knows; others are ignored (RFC 9113 §5.5).
package enum FrameType: UInt8, Sendable {
    case data, headers, priority, resetStream, settings, pushPromise, ping, goAway, windowUpdate
    case continuation
}

package struct FrameHeader: Equatable, Sendable {
    /// Octets of a header.
    package static let size = 9

    /// Octets that follow.
    package var length: Int
    /// A `FrameType`, or none that is known.
    package var type: UInt8
    package var flags: Flags
    /// The stream it belongs to; 0: the connection.
    package var stream: UInt32

    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let endStream = Flags(rawValue: 0x01)
        /// Of SETTINGS and PING.
        package static let acknowledgement = Flags(rawValue: 0x01)
        package static let endHeaders = Flags(rawValue: 0x04)
        package static let padded = Flags(rawValue: 0x08)
        package static let priority = Flags(rawValue: 0x20)
    }

    package init(_ type: FrameType, length: Int, flags: Flags = [], stream: UInt32) {
        self.length = length
        self.type = type.rawValue
        self.flags = flags
        self.stream = stream
    }

    /// - Parameter start: where nine octets are.
    @inline(__always)
    init(_ bytes: Span<UInt8>, at start: Int) {
        precondition(start >= 0 && start <= bytes.count &- Self.size)
        let word = bytes.word(at: start)
        length = Int(word &>> 8)
        type = UInt8(truncatingIfNeeded: word)
        flags = Flags(rawValue: bytes[start &+ 4])
        // The reserved bit is ignored.
        stream = bytes.word(at: start &+ 5) & 0x7fff_ffff
    }

    /// As they are sent.
    package var octets: InlineArray<9, UInt8> {
        @inline(__always) get {
            [
                UInt8(truncatingIfNeeded: length &>> 16), UInt8(truncatingIfNeeded: length &>> 8),
                UInt8(truncatingIfNeeded: length), type, flags.rawValue,
                UInt8(truncatingIfNeeded: stream &>> 24),
                UInt8(truncatingIfNeeded: stream &>> 16),
                UInt8(truncatingIfNeeded: stream &>> 8), UInt8(truncatingIfNeeded: stream),
            ]
        }
    }
}

/// What a peer can be asked for (RFC 9113 §6.5.2, RFC 9218 §2.1); others are ignored.
enum Setting: UInt16 {
    case headerTableSize = 1
    case enablePush, maxConcurrentStreams, initialWindowSize, maxFrameSize
    case maxHeaderListSize
    case noRFC7540Priorities = 9
}

extension Span where Element == UInt8 {
    /// Four octets in network order.
    @inline(__always)
    func word(at start: Int) -> UInt32 {
        precondition(start >= 0 && start <= count &- 4)
        let word = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: start, as: UInt32.self)
        return word.bigEndian
    }
}
