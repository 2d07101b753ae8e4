// Field lines, empty lines, and the fields that tell what to do with the connection.

extension HeadCase {
    private static let plain = Verdict.head("get / 1.1")

    static let fields: [HeadCase] = [
        .field("X: b", plain, "an unknown field", "9110 §5.1"),
        .field("X:b", plain, "no space after the colon", "9112 §5"),
        .field("X:", plain, "an empty value", "9110 §5.5"),
        .field("X: \t b \t ", plain, "white space round the value", "9112 §5.1"),
        .field("X: b\tc", plain, "a tab in the value", "9110 §5.5"),
        .field("X: \u{80}\u{ff}", plain, "obs-text", "9110 §5.5"),
        .field("X: :", plain, "a colon as value", "9110 §5.5"),
        .field("!#$%&'*+-.^_`|~09azAZ: b", plain, "every token byte", "9110 §5.6.2"),
        .field("X: a\r\nX: b", plain, "a field twice", "9110 §5.2"),
        .field("X-Is-A-Long-Name-Over-Sixteen: b", plain, "a long name", "9110 §5.1"),
        .field(
            "X: 0123456789abcdef0123456789abcdef\u{e4}\t0123456789abcdef", plain,
            "a value over several blocks", "9110 §5.5"),
        .field("\u{01}: b", .refused(.invalidFieldName), "a control", "9110 §5.1"),
        .field("X(Y): b", .refused(.invalidFieldName), "a parenthesis", "9110 §5.6.2"),
        .field("X@Y: b", .refused(.invalidFieldName), "an at sign", "9110 §5.6.2"),
        .field("X[Y]: b", .refused(.invalidFieldName), "brackets", "9110 §5.6.2"),
        .field("X{Y}: b", .refused(.invalidFieldName), "braces", "9110 §5.6.2"),
        .field("\"X\": b", .refused(.invalidFieldName), "quotes", "9110 §5.6.2"),
        .field("X/Y: b", .refused(.invalidFieldName), "a slash", "9110 §5.6.2"),
        .field("X\u{80}: b", .refused(.invalidFieldName), "beyond ASCII", "9110 §5.1"),
        .field("X\u{7f}: b", .refused(.invalidFieldName), "DEL", "9110 §5.1"),
        .field("X\u{0d}: b", .refused(.bareCarriageReturn), "CR", "9112 §2.2"),
        .field("X\u{00}: b", .refused(.nulByte), "NUL in a name", "9110 §5.1"),
        .field(": b", .refused(.emptyFieldName), "no name", "9112 §5"),
        .field("X : b", .refused(.spaceBeforeColon), "a space before the colon", "9112 §5.1"),
        .field("X\t: b", .refused(.spaceBeforeColon), "a tab before the colon", "9112 §5.1"),
        .field("X Y: b", .refused(.spaceBeforeColon), "a space in the name", "9112 §5.1"),
        .field("X", .refused(.missingColon), "no colon", "9112 §5"),
        .field("X: b\r\n c", .refused(.obsoleteLineFolding), "a folded line", "9112 §5.2"),
        .field("X: b\r\n\tc", .refused(.obsoleteLineFolding), "folded by a tab", "9112 §5.2"),
        .field("X: b\r\n ", .refused(.obsoleteLineFolding), "a line of space", "9112 §5.2"),
        .bare(" Host: a", .refused(.obsoleteLineFolding), "space at first", "9112 §2.2"),
        .bare("\tHost: a", .refused(.obsoleteLineFolding), "tab at first", "9112 §2.2"),
        .field("X: b\u{00}c", .refused(.nulByte), "NUL in a value", "9110 §5.5"),
        .field("X: b\u{0b}c", plain, "a vertical tab breaks no framing", "9110 §5.5"),
        .field("X: \u{1b}[2J", plain, "nor does an escape", "9110 §5.5"),
        .field("X: b\u{7f}", plain, "nor DEL", "9110 §5.5"),
        .field("Cookie: a=b; c=\u{01}d", plain, "nor 0x01 in a cookie", "9110 §5.5"),
        .field("X:\u{01}", plain, "nor a control alone", "9110 §5.5"),
        .field(
            "X: 0123456789abcdef\u{01}\u{02}\u{03}\u{08}\u{0c}\u{0e}\u{1f}0123456789abcdef", plain,
            "controls over several blocks", "9110 §5.5"),
        .field(
            "User-Agent: \u{01}b\u{1b} ", .head("get / 1.1 agent=\u{01}b\u{1b}"),
            "controls in a value that is kept", "9110 §5.5"),
        .field("X: b\u{01}\u{00}", .refused(.nulByte), "NUL behind a control", "9110 §5.5"),
        .field(
            "X: \u{01}\u{0a}", .refused(.bareLineFeed), "a bare LF behind one", "9112 §2.2"),
        .field("Connection: \u{01}close", plain, "an option disguised", "9110 §7.6.1"),
        .bare("Host: b\u{01}", .refused(.invalidHost), "a control in Host", "9112 §3.2"),
        .field("X: b\rc", .refused(.bareCarriageReturn), "a bare CR in a value", "9112 §2.2"),
        .field("X: b\r\r\nY: c", .refused(.bareCarriageReturn), "CR CR LF", "9112 §2.2"),
        .field("X: b\nY: c", .refused(.bareLineFeed), "a bare LF ends a line", "9112 §2.2"),
        .field("X\nY: c", .refused(.bareLineFeed), "a bare LF in a name", "9112 §2.2"),
        .raw("GET / HTTP/1.1\r\nHost: a\n\r\n", .refused(.bareLineFeed), "LF", "9112 §2.2"),
        .raw("GET / HTTP/1.1\r\nHost: a\r\n\n", .refused(.bareLineFeed), "LF", "9112 §2.2"),
        .raw(
            "GET / HTTP/1.1\r\nHost: a\r\n\rX", .refused(.bareCarriageReturn),
            "a bare CR at the end", "9112 §2.2"),
        .raw("GET / HTTP/1.1\r\nHost: a\r\n", .incomplete, "no empty line", "9112 §2.1"),
        .raw("GET / HTTP/1.1\r\nHost: a\r\n\r", .incomplete, "half of it", "9112 §2.1"),
        .raw("GET / HTTP/1.1\r\nHost: a", .incomplete, "inside a value", "9112 §2.1"),
        .raw("GET / HTTP/1.1\r\nHo", .incomplete, "inside a name", "9112 §2.1"),
    ]

    static let emptyLines: [HeadCase] = [
        .raw("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", plain, "one before", "9112 §2.2"),
        .raw(
            "\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", plain, "four before",
            "9112 §2.2"),
        .raw("\r\n\r\n\r\n\r\n\r\n", .refused(.tooManyEmptyLines), "five before", "9112 §2.2"),
        .raw("\r\n", .incomplete, "only one", "9112 §2.2"),
        .raw("\r\n\r\n\r\n\r\n", .incomplete, "only four", "9112 §2.2"),
        .raw("\n", .refused(.bareLineFeed), "a bare LF", "9112 §2.2"),
        .raw("\r\n\n", .refused(.bareLineFeed), "then a bare LF", "9112 §2.2"),
        .raw("\r", .incomplete, "half a line end", "9112 §2.2"),
        .raw("\rG", .refused(.bareCarriageReturn), "a bare CR", "9112 §2.2"),
        .raw("\r\n\rG", .refused(.bareCarriageReturn), "then a bare CR", "9112 §2.2"),
    ]

    static let connections: [HeadCase] = [
        .field("Connection: close", .head("get / 1.1 close"), "close", "9112 §9.6"),
        .field("connection: CLOSE", .head("get / 1.1 close"), "without case", "9110 §7.6.1"),
        .field("Connection: keep-alive", .head("get / 1.1 keep-alive"), "kept", "9112 §9.3"),
        .field("Connection: Keep-Alive, X", .head("get / 1.1 keep-alive"), "a list", "9112 §9.3"),
        .field("Connection: upgrade ,\tclose", .head("get / 1.1 close"), "last", "9110 §7.6.1"),
        .field(
            "Connection: keep-alive\r\nConnection: close",
            .head("get / 1.1 close keep-alive"), "two lines", "9110 §5.2"),
        .field("Connection: closed", plain, "no such option", "9110 §7.6.1"),
        .field("Connection: xclose", plain, "no such option", "9110 §7.6.1"),
        .field("Connection: close;q=1", plain, "options have no weight", "9110 §7.6.1"),
        .field("Connection:", plain, "empty", "9110 §7.6.1"),
        .field("Connection: ,,close", .head("get / 1.1 close"), "gaps", "9110 §5.6.1"),
        .raw(
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            .head("get / 1.0 host= keep-alive"), "in HTTP/1.0", "9112 §9.3"),
        .field("Expect: 100-continue", .head("get / 1.1 continue"), "expected", "9110 §10.1.1"),
        .field("Expect: 100-Continue", .head("get / 1.1 continue"), "no case", "9110 §10.1.1"),
        .field("Expect: 200-ok", plain, "something else", "9110 §10.1.1"),
        .field("Expect: 100-continuex", plain, "something longer", "9110 §10.1.1"),
        .raw(
            "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", .head("get / 1.0 host="),
            "ignored in HTTP/1.0", "9110 §10.1.1"),
        .field("Via: 1.1 b", .head("get / 1.1 forwarded"), "Via", "9110 §7.6.3"),
        .field("Forwarded: for=b", .head("get / 1.1 forwarded"), "Forwarded", "7239 §4"),
        .field(
            "X-Forwarded-For: 192.0.2.1", .head("get / 1.1 forwarded for=192.0.2.1"),
            "X-Forwarded-For", "7239 §1"),
        .field(
            "x-FORWARDED-for:1\r\nX-Forwarded-For: \t2, 3 ", .head("get / 1.1 forwarded for=2, 3"),
            "the last line, trimmed", "7239 §1"),
        .field("X-Forwarded-Fox: b", plain, "another name of that length", "9110 §5.1"),
        .field("X-Forwarded-For:", .head("get / 1.1 forwarded for="), "empty", "7239 §1"),
        .field("User-Agent: b (c)", .head("get / 1.1 agent=b (c)"), "User-Agent", "9110 §10.1.5"),
        .field("USER-AGENT:b", .head("get / 1.1 agent=b"), "without case", "9110 §5.1"),
    ]
}
