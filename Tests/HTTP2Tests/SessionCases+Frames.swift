// The preface, and frames as such: sizes, types, places.

@testable import HTTP2

extension SessionCase {
    private static let text = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    static let prefaces: [SessionCase] = [
        .raw([], [], "nothing yet", "9113 §3.4"),
        .raw(text, [], "the preface alone", "9113 §3.4"),
        .raw(Array(text.dropLast()), [], "an unfinished preface", "9113 §3.4"),
        .raw(text + settingsFrame(), [], "preface and SETTINGS", "9113 §3.4"),
        .raw(
            Array("GET / HTTP/1.1\r\n\r\n".utf8), ["goaway 0 protocolError"], "HTTP/1",
            "9113 §3.4"),
        .raw(
            Array("PRI * HTTP/2.0\r\n\r\nXM\r\n\r\n".utf8), ["goaway 0 protocolError"],
            "another end", "9113 §3.4"),
        .raw(
            Array("PRI * HTTP/2.0\n\nSM\n\n".utf8), ["goaway 0 protocolError"], "bare LF",
            "9113 §3.4"),
        .raw(
            text + get(1), ["goaway 0 protocolError"], "a request before SETTINGS", "9113 §3.4"),
        .raw(
            text + ping("abcdefgh"), ["goaway 0 protocolError"], "PING before SETTINGS",
            "9113 §3.4"),
        .raw(
            text + windowUpdate(0, 1), ["goaway 0 protocolError"],
            "WINDOW_UPDATE before SETTINGS", "9113 §3.4"),
        .raw(
            text + frame(4, flags: 1), ["goaway 0 protocolError"],
            "an acknowledgement instead of SETTINGS", "9113 §3.4"),
        .raw(
            text + frame(0xfa, 0, [1, 2]), ["goaway 0 protocolError"],
            "an unknown frame before SETTINGS", "9113 §3.4"),
        .raw(
            text + settingsFrame((3, 100), (4, 1000)) + get(1), ["answer 1."], "settings at once",
            "9113 §3.4"),
        .raw(text + text, ["goaway 0 frameSizeError"], "the preface twice", "9113 §3.4"),
    ]

    static let frames: [SessionCase] = [
        .init(get(1), is: "answer 1.", words: "a request", "9113 §8.1"),
        .init(
            get(1), get(3), get(5), is: "answer 1.", "answer 3.", "answer 5.",
            words: "three requests", "9113 §5.1.1"),
        .init(
            frame(0, 1, [], length: 16_385), is: "goaway 0 frameSizeError",
            words: "DATA one octet too large", "9113 §4.2"),
        .init(
            frame(1, 1, [], length: 16_385), is: "goaway 0 frameSizeError",
            words: "HEADERS one octet too large", "9113 §4.2"),
        .init(
            frame(0xfa, 0, [], length: 0xff_ffff), is: "goaway 0 frameSizeError",
            words: "an unknown frame of 16 MiB", "9113 §4.2"),
        .init(
            frame(6, 0, [], length: 0xff_ffff), is: "goaway 0 frameSizeError",
            words: "a PING of 16 MiB", "9113 §4.2"),
        .init(
            frame(0xfa, 0, [UInt8](repeating: 9, count: 300)), get(1), is: "answer 1.",
            words: "an unknown frame is ignored", "9113 §4.1"),
        .init(
            frame(0xfa, flags: 0xff, 77, [1]), get(1), is: "answer 1.",
            words: "whatever its flags and stream", "9113 §4.1"),
        .init(
            frame(0xfa, 0), get(1), is: "answer 1.", words: "also without payload", "9113 §4.1"),
        .init(
            frame(0x0c, 0, [0, 0]), frame(0x0a, 1, [0, 0]), frame(0x10, 0, [0, 0, 0, 1, 0x75]),
            get(1), is: "answer 1.", words: "ORIGIN, ALTSVC and PRIORITY_UPDATE", "9113 §5.5"),
        .init(
            frame(1, flags: 0xd2 | 5, 1, "82 87 84 01 01 'a'"), is: "answer 1.",
            words: "undefined flags are ignored", "9113 §4.1"),
        .init(
            frame(1, flags: 5, 0x8000_0001, octets("82 87 84 01 01 'a'")), is: "answer 1.",
            words: "the reserved bit is ignored", "9113 §4.1"),
        .init(
            frame(5, flags: 4, 1, "00000002 82 87 84 01 01 'a'"), is: "goaway 0 protocolError",
            words: "PUSH_PROMISE of a client", "9113 §8.4"),
        .init(
            get(1), frame(5, flags: 4, 1, "00000002"), is: "answer 1.", "goaway 1 protocolError",
            words: "PUSH_PROMISE on a stream", "9113 §6.6"),
    ]

    static let controls: [SessionCase] = [
        .init(ping("abcdefgh"), is: "pong abcdefgh", words: "PING is answered", "9113 §6.7"),
        .init(
            ping("abcdefgh", isAnswer: true), words: "an answer to no PING", "9113 §6.7"),
        .init(
            frame(6, 1, Array("abcdefgh".utf8)), is: "goaway 0 protocolError",
            words: "PING on a stream", "9113 §6.7"),
        .init(
            frame(6, 0, Array("abcdefg".utf8)), is: "goaway 0 frameSizeError",
            words: "PING of seven octets", "9113 §6.7"),
        .init(
            frame(6, 0, Array("abcdefghi".utf8)), is: "goaway 0 frameSizeError",
            words: "PING of nine octets", "9113 §6.7"),
        .init(
            frame(6, flags: 1, 0, []), is: "goaway 0 frameSizeError",
            words: "an answer to PING of none", "9113 §6.7"),
        .init(
            frame(6, flags: 0xfe, 0, "'abcdefgh'"), is: "pong abcdefgh",
            words: "PING with undefined flags", "9113 §6.7"),
        .init(
            post(1), resetStream(1), get(3), is: "answer 1.", "answer 3.",
            words: "RST_STREAM ends a stream", "9113 §6.4"),
        .init(
            resetStream(0), is: "goaway 0 protocolError", words: "RST_STREAM on 0", "9113 §6.4"),
        .init(
            resetStream(1), is: "goaway 0 protocolError", words: "RST_STREAM on an idle stream",
            "9113 §6.4"),
        .init(
            get(1), resetStream(2), is: "answer 1.", "goaway 1 protocolError",
            words: "RST_STREAM on a stream of ours that isn't", "9113 §6.4"),
        .init(
            post(1), frame(3, 1, [0, 0, 0]), is: "answer 1.", "goaway 1 frameSizeError",
            words: "RST_STREAM of three octets", "9113 §6.4"),
        .init(
            post(1), frame(3, 1, [0, 0, 0, 8, 0]), is: "answer 1.", "goaway 1 frameSizeError",
            words: "RST_STREAM of five octets", "9113 §6.4"),
        .init(
            post(1), frame(3, 1, "ffffffff"), get(3), is: "answer 1.", "answer 3.",
            words: "RST_STREAM with an unknown error", "9113 §7"),
        .init(
            frame(2, 1, "00000003 10"), get(1), is: "answer 1.", words: "PRIORITY is ignored",
            "9113 §6.3"),
        .init(
            get(1), frame(2, 1, "80000003 ff"), get(3), is: "answer 1.", "answer 3.",
            words: "also on a closed stream", "9113 §6.3"),
        .init(
            frame(2, 0, "00000003 10"), is: "goaway 0 protocolError", words: "PRIORITY on 0",
            "9113 §6.3"),
        .init(
            post(1), frame(2, 1, "00000003"), get(3), is: "answer 1.", "reset 1 frameSizeError",
            "answer 3.", words: "PRIORITY of four octets", "9113 §6.3"),
        .init(
            frame(2, 1, "00000003 10 00"), is: "goaway 0 frameSizeError",
            words: "PRIORITY of six octets on an idle stream", "9113 §6.3"),
        .init(
            post(1), frame(2, 1, "00000001 10"), get(3), is: "answer 1.",
            "reset 1 protocolError", "answer 3.", words: "PRIORITY on itself", "7540 §5.3.1"),
        .init(
            frame(2, 5, "80000005 10"), is: "goaway 0 protocolError",
            words: "PRIORITY on itself, idle", "7540 §5.3.1"),
        .init(
            frame(7, 0, "00000000 00000000"), get(1), is: "answer 1.",
            words: "GOAWAY of the peer is no abort", "9113 §6.8"),
        .init(
            frame(7, 0, "7fffffff 0000000b 'why'"), get(1), is: "answer 1.",
            words: "GOAWAY with debug data", "9113 §6.8"),
        .init(
            frame(7, 1, "00000000 00000000"), is: "goaway 0 protocolError",
            words: "GOAWAY on a stream", "9113 §6.8"),
        .init(
            frame(7, 0, "00000000 000000"), is: "goaway 0 frameSizeError",
            words: "GOAWAY of seven octets", "9113 §6.8"),
    ]

    static let settings: [SessionCase] = [
        .init(settingsFrame(), is: "ack", words: "SETTINGS are acknowledged", "9113 §6.5.3"),
        .init(
            settingsFrame((1, 8192), (2, 0), (3, 0), (4, 0), (5, 16_384), (6, 0)), is: "ack",
            words: "all there are", "9113 §6.5.2"),
        .init(
            settingsFrame((0xfafa, 7), (8, 1), (9, 1)), is: "ack", words: "unknown ones",
            "9113 §6.5.2"),
        .init(frame(4, flags: 1), words: "an acknowledgement", "9113 §6.5"),
        .init(
            frame(4, flags: 1, 0, "0003 00000001"), is: "goaway 0 frameSizeError",
            words: "an acknowledgement with something in it", "9113 §6.5"),
        .init(
            frame(4, 1, []), is: "goaway 0 protocolError", words: "on a stream", "9113 §6.5"),
        .init(
            frame(4, 0, "0003 000000"), is: "goaway 0 frameSizeError", words: "of five octets",
            "9113 §6.5"),
        .init(
            frame(4, 0, "0003 00000001 00"), is: "goaway 0 frameSizeError",
            words: "of seven octets", "9113 §6.5"),
        .init(
            settingsFrame((2, 2)), is: "goaway 0 protocolError", words: "ENABLE_PUSH 2",
            "9113 §6.5.2"),
        .init(
            settingsFrame((4, 0x7fff_ffff)), is: "ack", words: "the largest window",
            "9113 §6.5.2"),
        .init(
            settingsFrame((4, 0x8000_0000)), is: "goaway 0 flowControlError",
            words: "a larger one", "9113 §6.5.2"),
        .init(
            settingsFrame((5, 16_383)), is: "goaway 0 protocolError",
            words: "MAX_FRAME_SIZE too small", "9113 §6.5.2"),
        .init(
            settingsFrame((5, 0xff_ffff)), is: "ack", words: "the largest MAX_FRAME_SIZE",
            "9113 §6.5.2"),
        .init(
            settingsFrame((5, 0x100_0000)), is: "goaway 0 protocolError",
            words: "MAX_FRAME_SIZE too large", "9113 §6.5.2"),
        .init(
            settingsFrame((9, 2)), is: "goaway 0 protocolError",
            words: "NO_RFC7540_PRIORITIES 2", "9218 §2.1"),
        .init(
            frame(4, 0, Array((0..<32).flatMap { _ in octets("fafa 00000000") })), is: "ack",
            words: "32 settings", "9113 §10.5"),
        .init(
            frame(4, 0, Array((0..<33).flatMap { _ in octets("fafa 00000000") })),
            is: "goaway 0 enhanceYourCalm", words: "33 settings", "9113 §10.5"),
        .init(
            settingsFrame((4, 5), (4, 0x7fff_ffff), (4, 70)), is: "ack",
            words: "one several times", "9113 §6.5"),
    ]
}
