// Frames as a client makes them, and as the tests read them.
import HTTP

@testable import HTTP2

/// A frame, right or wrong.
func frame(
    _ type: UInt8, flags: UInt8 = 0, _ stream: UInt32 = 0, _ payload: [UInt8] = [],
    length: Int? = nil
) -> [UInt8] {
    let header = FrameHeader(.data, length: length ?? payload.count, stream: stream)
    var bytes = (0..<9).map { header.octets[$0] }
    bytes[3] = type
    bytes[4] = flags
    return bytes + payload
}

/// The same, its payload as `octets` reads it.
func frame(_ type: UInt8, flags: UInt8 = 0, _ stream: UInt32, _ payload: String) -> [UInt8] {
    frame(type, flags: flags, stream, octets(payload))
}

/// What a client opens a connection with.
let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + settingsFrame()

/// Numbers and values.
func settingsFrame(_ settings: (UInt16, UInt32)...) -> [UInt8] {
    frame(4, 0, settings.flatMap { word(UInt32($0.0))[2...] + word($0.1) })
}

func word(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
}

/// `GET https://a/`.
func get(_ stream: UInt32) -> [UInt8] { headers(stream, "82 87 84 01 01 'a'") }

/// The same with POST, and a body to come.
func post(_ stream: UInt32, length: Int? = nil) -> [UInt8] {
    var block = octets("83 87 84 01 01 'a'")
    if let length {
        let digits = Array("\(length)".utf8)
        block += octets("0f 0d") + [UInt8(digits.count)] + digits
    }
    return frame(1, flags: 4, stream, block)
}

/// A whole block and END_STREAM.
func headers(_ stream: UInt32, _ block: String) -> [UInt8] { frame(1, flags: 5, stream, block) }

func data(_ stream: UInt32, _ count: Int, isLast: Bool = false) -> [UInt8] {
    frame(0, flags: isLast ? 1 : 0, stream, [UInt8](repeating: 0x64, count: count))
}

func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> [UInt8] {
    frame(8, stream, word(increment))
}

func resetStream(_ stream: UInt32, _ error: ErrorCode = .cancel) -> [UInt8] {
    frame(3, stream, word(error.rawValue))
}

func ping(_ text: String, isAnswer: Bool = false) -> [UInt8] {
    frame(6, flags: isAnswer ? 1 : 0, 0, Array(text.utf8))
}

/// A frame that we sent, in few words; a point stands for END_STREAM.
struct SentFrame {
    let header: FrameHeader
    let payload: [UInt8]

    /// All frames of what was sent; the last one may be cut off.
    static func all(in wire: [UInt8]) -> [SentFrame] {
        var frames: [SentFrame] = []
        var start = 0
        while start + 9 <= wire.count {
            let header = wire.withUnsafeBufferPointer { FrameHeader($0.span, at: start) }
            let end = min(wire.count, start + 9 + header.length)
            frames.append(SentFrame(header: header, payload: Array(wire[start + 9..<end])))
            start = end
        }
        return frames
    }

    var isLast: Bool { header.flags.contains(.endStream) }

    var words: String {
        let number =
            payload.count >= 4 ? payload.withUnsafeBufferPointer { $0.span.word(at: 0) } : 0
        let second =
            payload.count >= 8 ? payload.withUnsafeBufferPointer { $0.span.word(at: 4) } : 0
        let end = isLast ? "." : ""
        switch FrameType(rawValue: header.type) {
        case .headers: return "answer \(header.stream)\(end)"
        case .data: return "data \(header.stream) \(header.length)\(end)"
        case .resetStream: return "reset \(header.stream) \(name(number))"
        case .settings: return header.flags.contains(.acknowledgement) ? "ack" : "settings"
        case .ping: return (isLast ? "pong " : "ping ") + String(decoding: payload, as: UTF8.self)
        case .goAway: return "goaway \(number) \(name(second))"
        case .windowUpdate: return "window \(header.stream) +\(number)"
        default: return "?"
        }
    }

    private func name(_ error: UInt32) -> String {
        ErrorCode(rawValue: error).map { "\($0)" } ?? "?"
    }
}
