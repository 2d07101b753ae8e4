// Requests: what makes them malformed, blocks over several frames, bodies.

@testable import HTTP2

extension SessionCase {
    /// A malformed request, and one behind it that is answered.
    private static func malformed(
        _ block: String, _ words: String, _ section: String
    ) -> SessionCase {
        SessionCase(
            headers(1, block), get(3), is: "reset 1 protocolError", "answer 3.", words: words,
            section)
    }

    static let requests: [SessionCase] = [
        malformed("87 84 01 01 'a'", "no method", "9113 §8.3.1"),
        malformed("82 84 01 01 'a'", "no scheme", "9113 §8.3.1"),
        malformed("82 87 01 01 'a'", "no path", "9113 §8.3.1"),
        malformed("82 82 87 84 01 01 'a'", "two methods", "9113 §8.3"),
        malformed("82 87 84 01 01 'a' 88", ":status", "9113 §8.3"),
        malformed("82 87 84 0f 2b 01 'b' 01 01 'a'", "a pseudo-field last", "9113 §8.3"),
        malformed("82 87 84 01 01 'a' 00 01 'X' 00", "an upper-case name", "9113 §8.2"),
        malformed("82 87 84 01 01 'a' 00 0a 'connection' 00", "Connection", "9113 §8.2.2"),
        malformed("82 87 84 01 01 'a' 0f 0d 01 '7'", "a length without a body", "9113 §8.1.1"),
        .init(
            headers(1, "82 87 84 01 01 'a' 0f 0d 01 '0'"), is: "answer 1.", words: "a length of 0",
            "9113 §8.1.1"),
        .init(
            frame(1, flags: 4, 1, "82 84 01 01 'a'"), data(1, 5), get(3),
            is: "reset 1 protocolError", "answer 3.", words: "malformed, its body on its way",
            "9113 §5.1"),
        .init(
            headers(1, "ff 00"), is: "goaway 0 compressionError", words: "no such index",
            "9113 §4.3"),
        .init(
            headers(1, "82 87 84 01 05 'a'"), is: "goaway 0 compressionError",
            words: "a block cut off", "9113 §4.3"),
        .init(
            headers(1, ""), is: "reset 1 protocolError", words: "an empty block", "9113 §8.3.1"),
        .init(
            frame(1, flags: 0x25, 1, "00000000 ff 82 87 84 01 01 'a'"), is: "answer 1.",
            words: "with a priority", "9113 §6.2"),
        .init(
            frame(1, flags: 0x2d, 1, "02 80000003 ff 82 87 84 01 01 'a' 0000"), is: "answer 1.",
            words: "with priority and padding", "9113 §6.2"),
        .init(
            frame(1, flags: 0x25, 1, "00000001 ff 82 87 84 01 01 'a'"), get(3),
            is: "reset 1 protocolError", "answer 3.", words: "depending on itself",
            "7540 §5.3.1"),
        .init(
            frame(1, flags: 0x25, 1, "00000000"), is: "goaway 0 frameSizeError",
            words: "too short for a priority", "9113 §6.2"),
        .init(
            frame(1, flags: 0x0d, 1, "00 82 87 84 01 01 'a'"), is: "answer 1.",
            words: "padding of none", "9113 §6.2"),
        .init(
            frame(1, flags: 0x0d, 1, "ff 82 87 84 01 01 'a'" + String(repeating: "00", count: 255)),
            is: "answer 1.", words: "padding of 255", "9113 §6.2"),
        .init(
            frame(1, flags: 0x0d, 1, "07 82 87 84 01 01 'a'"), is: "goaway 0 protocolError",
            words: "more padding than there is", "9113 §6.2"),
        .init(
            frame(1, flags: 0x0d, 1, ""), is: "goaway 0 frameSizeError",
            words: "padded and empty", "9113 §6.2"),
        .init(
            frame(1, flags: 5, 0, "82 87 84 01 01 'a'"), is: "goaway 0 protocolError",
            words: "on stream 0", "9113 §6.2"),
        .init(
            frame(1, flags: 5, 2, "82 87 84 01 01 'a'"), is: "goaway 0 protocolError",
            words: "on an even stream", "9113 §5.1.1"),
        .init(
            get(0x7fff_ffff), is: "answer 2147483647.", words: "the last stream there is",
            "9113 §5.1.1"),
    ]

    static let blocks: [SessionCase] = [
        .init(
            frame(1, flags: 1, 1, "82 87"), frame(9, flags: 4, 1, "84 01 01 'a'"),
            is: "answer 1.", words: "a block in two frames", "9113 §6.10"),
        .init(
            frame(1, flags: 1, 1, "82 87 84 01 03 'a'"), frame(9, 1, "'b'"),
            frame(9, flags: 4, 1, "'c'"), is: "answer 1.", words: "cut inside a string",
            "9113 §4.3"),
        .init(
            frame(1, flags: 1, 1, ""), frame(9, 1, ""), frame(9, flags: 4, 1, "82 87 84 01 01 'a'"),
            is: "answer 1.", words: "empty fragments", "9113 §4.3"),
        .init(
            frame(1, flags: 0x29, 1, "01 00000000 ff 82 87 00"),
            frame(9, flags: 4, 1, "84 01 01 'a'"), is: "answer 1.", words: "padded, continued",
            "9113 §6.2"),
        .init(
            frame(1, flags: 1, 1, "82 87 84 01 01 'a'"), get(3), is: "goaway 0 protocolError",
            words: "HEADERS in between", "9113 §6.10"),
        .init(
            frame(1, flags: 1, 1, "82 87 84 01 01 'a'"), ping("abcdefgh"),
            is: "goaway 0 protocolError", words: "PING in between", "9113 §6.10"),
        .init(
            frame(1, flags: 1, 1, "82 87 84 01 01 'a'"), data(1, 1), is: "goaway 0 protocolError",
            words: "DATA in between", "9113 §6.10"),
        .init(
            frame(1, flags: 1, 1, "82 87 84 01 01 'a'"), frame(0xfa, 1, [1]),
            is: "goaway 0 protocolError", words: "an unknown frame in between", "9113 §5.5"),
        .init(
            frame(1, flags: 1, 1, "82 87 84 01 01 'a'"), frame(2, 1, "00000000 00"),
            is: "goaway 0 protocolError", words: "PRIORITY in between", "9113 §6.10"),
        .init(
            frame(1, flags: 1, 1, "82 87 84 01 01 'a'"), frame(9, flags: 4, 3, ""),
            is: "goaway 0 protocolError", words: "CONTINUATION of another stream", "9113 §6.10"),
        .init(
            frame(9, flags: 4, 1, "82 87 84 01 01 'a'"), is: "goaway 0 protocolError",
            words: "CONTINUATION of nothing", "9113 §6.10"),
        .init(
            get(1), frame(9, flags: 4, 1, "82"), is: "answer 1.", "goaway 1 protocolError",
            words: "CONTINUATION of a finished block", "9113 §6.10"),
        .init(
            frame(9, flags: 4, 0, ""), is: "goaway 0 protocolError", words: "CONTINUATION on 0",
            "9113 §6.10"),
        .init(
            frame(1, flags: 1, 1, "82 84"), frame(9, flags: 4, 1, "01 01 'a'"), get(3),
            is: "reset 1 protocolError", "answer 3.", words: "malformed over two frames",
            "9113 §8.1.1"),
        .init(
            frame(1, flags: 1, 1, "82 87 84 01 01 'a'"), frame(9, 1, "00"),
            frame(9, flags: 4, 1, "01"), is: "goaway 0 compressionError",
            words: "a literal that doesn't end", "9113 §4.3"),
        .init(
            frame(1, 1, "83 87 84 01 01 'a'"), frame(9, flags: 4, 1, ""),
            data(1, 3, isLast: true), get(3), is: "answer 1.", "answer 3.",
            words: "END_STREAM is that of HEADERS", "9113 §6.2"),
    ]

    static let bodies: [SessionCase] = [
        .init(
            post(1), data(1, 5, isLast: true), is: "answer 1.", words: "a body is thrown away",
            "9113 §8.1"),
        .init(
            post(1, length: 5), data(1, 2), data(1, 3, isLast: true), get(3), is: "answer 1.",
            "answer 3.", words: "of the length it says", "9113 §8.1.1"),
        .init(
            post(1, length: 5), data(1, 5), data(1, 0, isLast: true), get(3), is: "answer 1.",
            "answer 3.", words: "ending with an empty frame", "9113 §6.1"),
        .init(
            post(1, length: 5), data(1, 4, isLast: true), get(3), is: "reset 1 protocolError",
            "answer 3.", words: "shorter than it says", "9113 §8.1.1"),
        .init(
            post(1, length: 5), data(1, 6), get(3), is: "reset 1 protocolError",
            "answer 3.", words: "longer than it says", "9113 §8.1.1"),
        .init(
            post(1, length: 5), data(1, 5), data(1, 1, isLast: true), get(3),
            is: "reset 1 protocolError", "answer 3.", words: "longer, later", "9113 §8.1.1"),
        .init(
            post(1, length: 3), frame(0, flags: 9, 1, "02 'abc' 0000"), get(3), is: "answer 1.",
            "answer 3.", words: "padding is no content", "9113 §8.1.1"),
        .init(
            post(1), frame(0, flags: 8, 1, "ff" + String(repeating: "00", count: 255)),
            data(1, 0, isLast: true), is: "answer 1.", words: "all padding", "9113 §6.1"),
        .init(
            post(1), frame(0, flags: 8, 1, "01"), is: "answer 1.", "goaway 1 protocolError",
            words: "more padding than there is", "9113 §6.1"),
        .init(
            post(1), frame(0, flags: 8, 1, ""), is: "answer 1.", "goaway 1 frameSizeError",
            words: "padded and empty", "9113 §6.1"),
        .init(data(0, 1), is: "goaway 0 protocolError", words: "DATA on 0", "9113 §6.1"),
        .init(
            data(1, 1), is: "goaway 0 protocolError", words: "DATA on an idle stream", "9113 §5.1"),
        .init(
            get(1), data(2, 1), is: "answer 1.", "goaway 1 protocolError",
            words: "DATA on a stream of ours that isn't", "9113 §5.1"),
        .init(
            post(1), data(1, 1), headers(1, "00 01 'x' 01 'y'"), get(3), is: "answer 1.",
            "answer 3.", words: "trailers", "9113 §8.1"),
        .init(
            post(1, length: 2), data(1, 1), headers(1, "00 01 'x' 01 'y'"), get(3),
            is: "reset 1 protocolError", "answer 3.", words: "trailers behind too short a body",
            "9113 §8.1.1"),
        .init(
            post(1), headers(1, ""), get(3), is: "answer 1.", "answer 3.",
            words: "empty trailers, no body", "9113 §8.1"),
        .init(
            post(1), data(1, 1), frame(1, flags: 4, 1, "00 01 'x' 01 'y'"), get(3),
            is: "answer 1.", "reset 1 protocolError", "answer 3.",
            words: "trailers without END_STREAM", "9113 §8.1"),
        .init(
            post(1), data(1, 1), headers(1, "84"), get(3), is: "answer 1.",
            "reset 1 protocolError", "answer 3.", words: "a pseudo-field in trailers",
            "9113 §8.1"),
        .init(
            post(1), headers(1, "00 01 'X' 00"), get(3), is: "answer 1.",
            "reset 1 protocolError", "answer 3.", words: "an upper-case trailer", "9113 §8.2"),
        .init(
            post(1), headers(1, "00 07 'upgrade' 00"), get(3), is: "answer 1.",
            "reset 1 protocolError", "answer 3.", words: "Upgrade as a trailer", "9113 §8.2.2"),
        .init(
            post(1), headers(1, "ff 00"), is: "answer 1.", "goaway 1 compressionError",
            words: "trailers that can't be decoded", "9113 §4.3"),
        .init(
            post(1), post(3), data(3, 2), data(1, 2, isLast: true), data(3, 2, isLast: true),
            is: "answer 1.", "answer 3.", words: "two bodies at once", "9113 §5"),
    ]

    static let states: [SessionCase] = [
        .init(
            get(3), get(1), is: "answer 3.", "goaway 3 protocolError",
            words: "a stream that was passed over", "9113 §5.1.1"),
        .init(
            get(1), get(1), is: "answer 1.", "goaway 1 streamClosed",
            words: "HEADERS on a closed stream", "9113 §5.1"),
        .init(
            get(1), get(5), get(1), is: "answer 1.", "answer 5.", "goaway 5 streamClosed",
            words: "HEADERS on an older one", "9113 §5.1"),
        .init(
            get(1), get(5), get(3), is: "answer 1.", "answer 5.", "goaway 5 protocolError",
            words: "HEADERS on one in between", "9113 §5.1.1"),
        .init(
            get(1), get(131), get(1), is: "answer 1.", "answer 131.", "goaway 131 protocolError",
            words: "on one that is forgotten", "9113 §5.1.1"),
        .init(
            get(1), data(1, 1), get(3), is: "answer 1.", "reset 1 streamClosed", "answer 3.",
            words: "DATA behind END_STREAM", "9113 §5.1"),
        .init(
            post(1), data(1, 1, isLast: true), data(1, 1), is: "answer 1.",
            "reset 1 streamClosed", words: "DATA behind the last DATA", "9113 §5.1"),
        .init(
            get(5), data(3, 1), is: "answer 5.", "reset 3 streamClosed",
            words: "DATA on a stream that was passed over", "9113 §5.1.1"),
        .init(
            get(1), windowUpdate(1, 5), resetStream(1), frame(2, 1, "00000003 10"), get(3),
            is: "answer 1.", "answer 3.", words: "late frames on a closed stream", "9113 §5.1"),
        .init(
            post(1), resetStream(1), data(1, 1), is: "answer 1.", "reset 1 streamClosed",
            words: "DATA behind the client's RST_STREAM", "9113 §5.1"),
        .init(
            post(1), resetStream(1), get(1), is: "answer 1.", "goaway 1 streamClosed",
            words: "HEADERS behind the client's RST_STREAM", "9113 §5.1"),
        .init(
            post(1, length: 1), data(1, 2), data(1, 1), headers(1, "00 01 'x' 00"), get(3),
            is: "reset 1 protocolError", "answer 3.",
            words: "late frames on a stream we have reset", "9113 §5.1"),
        .init(
            windowUpdate(1, 1), is: "goaway 0 protocolError",
            words: "WINDOW_UPDATE on an idle stream", "9113 §5.1"),
    ]

    static let windows: [SessionCase] = [
        .init(windowUpdate(0, 1), words: "WINDOW_UPDATE", "9113 §6.9"),
        .init(
            windowUpdate(0, 0), is: "goaway 0 protocolError", words: "by 0", "9113 §6.9"),
        .init(
            post(1), windowUpdate(1, 0), get(3), is: "answer 1.", "reset 1 protocolError",
            "answer 3.", words: "by 0 on a stream", "9113 §6.9"),
        .init(
            frame(8, 0, [0, 0, 0]), is: "goaway 0 frameSizeError", words: "of three octets",
            "9113 §6.9"),
        .init(
            frame(8, 0, [0, 0, 0, 1, 0]), is: "goaway 0 frameSizeError", words: "of five octets",
            "9113 §6.9"),
        .init(
            windowUpdate(0, 0x7fff_ffff - 65_535), get(1), is: "answer 1.",
            words: "up to the largest", "9113 §6.9.1"),
        .init(
            windowUpdate(0, 0x7fff_ffff - 65_534), is: "goaway 0 flowControlError",
            words: "beyond it", "9113 §6.9.1"),
        .init(
            post(1), windowUpdate(1, 0x7fff_ffff), get(3), is: "answer 1.",
            "reset 1 flowControlError", "answer 3.", words: "beyond it on a stream",
            "9113 §6.9.1"),
        .init(
            windowUpdate(0, 0x8000_0001), get(1), is: "answer 1.",
            words: "the reserved bit is ignored", "9113 §6.9"),
        .init(
            post(1), windowUpdate(1, 0x7fff_ffff - 65_535), settingsFrame((4, 65_536)),
            is: "answer 1.", "goaway 1 flowControlError",
            words: "SETTINGS that make a window too large", "9113 §6.9.2"),
    ]
}
