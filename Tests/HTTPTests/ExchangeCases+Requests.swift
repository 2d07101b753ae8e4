// Conversations of requests without bodies: one, several, and what stands between them.

extension ExchangeCase {
    static let requests: [ExchangeCase] = [
        ExchangeCase("nothing", .on, gives: "wait first"),
        ExchangeCase("one request", .on, get("/"), gives: "answer GET /; wait next"),
        ExchangeCase(
            "a target with a query", .on, get("/a?b=c&d"), gives: "answer GET /a?b=c&d; wait next"),
        ExchangeCase(
            "HEAD", .on, request("HEAD /", []), gives: "answer HEAD /; wait next"),
        ExchangeCase(
            "OPTIONS", .on, request("OPTIONS *", []), gives: "answer OPTIONS *; wait next"),
        ExchangeCase(
            "CONNECT is answered like others", .on, request("CONNECT b:1", []),
            gives: "answer CONNECT b:1; wait next"),
        ExchangeCase(
            "a method nobody knows", .on, request("get /", []), gives: "answer get /; wait next"),
        ExchangeCase(
            "the absolute form", .on, get("http://b/c"), gives: "answer GET http://b/c; wait next"),
        ExchangeCase(
            "an upgrade isn't one", .on, get("/", "Connection: upgrade", "Upgrade: websocket"),
            gives: "answer GET /; wait next"),
        ExchangeCase(
            "h2c isn't either", .on,
            get("/", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AA"),
            gives: "answer GET /; wait next"),
        ExchangeCase(
            "HTTP/1.2 is read as 1.1", .on, "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
            gives: "answer GET /; wait next"),
        ExchangeCase(
            "controls in a value", .on, get("/", "Cookie: a=\u{01}\u{1b}b"),
            gives: "answer GET /; wait next"),
        ExchangeCase("a letter", .on, "G", gives: "wait head"),
        ExchangeCase("half a request line", .on, "GET / HT", gives: "wait head"),
        ExchangeCase("a request line", .on, "GET / HTTP/1.1\r\n", gives: "wait head"),
        ExchangeCase(
            "all but the last byte", .on, "GET / HTTP/1.1\r\nHost: a\r\n\r", gives: "wait head"),

        ExchangeCase("half an empty line", .on, "\r", gives: "wait head"),
        ExchangeCase("an empty line", .on, "\r\n", gives: "wait head"),
        ExchangeCase("four empty lines", .on, "\r\n\r\n\r\n\r\n", gives: "wait head"),
        ExchangeCase(
            "an empty line before", .on, "\r\n", get("/"), gives: "answer GET /; wait next"),
        ExchangeCase(
            "four empty lines before", .on, "\r\n\r\n\r\n\r\n", get("/"),
            gives: "answer GET /; wait next"),
        ExchangeCase(
            "five empty lines before", .on, "\r\n\r\n\r\n\r\n\r\n", get("/"),
            gives: "refuse tooManyEmptyLines; close unread"),
        ExchangeCase(
            "an empty line behind", .on, get("/"), "\r\n", gives: "answer GET /; wait head"),
        ExchangeCase(
            "empty lines between", .on, get("/1"), "\r\n\r\n", get("/2"),
            gives: "answer GET /1; answer GET /2; wait next"),
        ExchangeCase(
            "four before each", .on, "\r\n\r\n\r\n\r\n", get("/1"), "\r\n\r\n\r\n\r\n", get("/2"),
            gives: "answer GET /1; answer GET /2; wait next"),
        ExchangeCase(
            "five between", .on, get("/1"), "\r\n\r\n\r\n\r\n\r\n", get("/2"),
            gives: "answer GET /1; refuse tooManyEmptyLines; close unread"),
    ]

    static let pipelines: [ExchangeCase] = [
        ExchangeCase(
            "two requests", .on, get("/1"), get("/2"),
            gives: "answer GET /1; answer GET /2; wait next"),
        ExchangeCase(
            "five requests", .on, get("/1"), get("/2"), get("/3"), get("/4"), get("/5"),
            gives: "answer GET /1; answer GET /2; answer GET /3; answer GET /4; answer GET /5; "
                + "wait next"),
        ExchangeCase(
            "one and a half", .on, get("/1"), "GET /2 HTTP/1.1\r\nHost",
            gives: "answer GET /1; wait head"),
        ExchangeCase(
            "one and a letter", .on, get("/1"), "G", gives: "answer GET /1; wait head"),
        ExchangeCase(
            "two and a half", .auto, via("/1"), via("/2"), "GET /3",
            gives: "answer GET /1; answer GET /2; wait head"),
        ExchangeCase(
            "the second wants to close", .on, get("/1"), get("/2", "Connection: close"),
            gives: "answer GET /1; answer GET /2 close; close"),
        ExchangeCase(
            "what follows a close isn't answered", .on, get("/1", "Connection: close"), get("/2"),
            gives: "answer GET /1 close; close unread"),
        ExchangeCase(
            "nor is it read", .on, get("/1", "Connection: close"), "\u{00}\n\r",
            gives: "answer GET /1 close; close unread"),
        ExchangeCase(
            "the second is no request", .on, get("/1"), "GET /2\r\n\r\n",
            gives: "answer GET /1; refuse malformedRequestLine; close unread"),
        ExchangeCase(
            "nothing follows a refusal", .on, get("/1"), "GET /2 HTTP/1.1\r\n\r\n", get("/3"),
            gives: "answer GET /1; refuse missingHost GET /2; close unread"),
        ExchangeCase(
            "the second is HTTP/1.0", .on, get("/1"), "GET /2 HTTP/1.0\r\n\r\n",
            gives: "answer GET /1; answer GET /2 close; close"),
        ExchangeCase(
            "the second isn't a proxy's", .auto, via("/1"), get("/2"),
            gives: "answer GET /1; answer GET /2 close; close"),
        ExchangeCase(
            "the second isn't, and a third", .auto, via("/1"), get("/2"), via("/3"),
            gives: "answer GET /1; answer GET /2 close; close unread"),
        ExchangeCase(
            "other methods", .on, request("HEAD /1", []), request("DELETE /2", []), get("/3"),
            gives: "answer HEAD /1; answer DELETE /2; answer GET /3; wait next"),
        ExchangeCase(
            "a body between", .on, get("/1"), post("/2", 5), get("/3"),
            gives: "answer GET /1; answer POST /2; answer GET /3; wait next"),
        ExchangeCase(
            "bodies in a row", .on, post("/1", 3), chunked("/2", body: "1\r\na\r\n" + lastChunk),
            post("/3", 0), gives: "answer POST /1; answer POST /2; answer POST /3; wait next"),
        ExchangeCase(
            "a body without an end at the end", .on, get("/1"), post("/2", 5, body: "abc"),
            gives: "answer GET /1; hold POST /2; wait body"),
        ExchangeCase(
            "an empty line behind a body", .on, post("/1", 5), "\r\n", get("/2"),
            gives: "answer POST /1; answer GET /2; wait next"),
    ]

    static let ends: [ExchangeCase] = [
        ExchangeCase("nothing at all", .on, then: .end, gives: "close"),
        ExchangeCase("after an answer", .on, get("/"), then: .end, gives: "answer GET /; close"),
        ExchangeCase(
            "after two", .auto, via("/1"), via("/2"), then: .end,
            gives: "answer GET /1; answer GET /2; close"),
        ExchangeCase("within a request line", .on, "GET /", then: .end, gives: "close"),
        ExchangeCase(
            "within a head", .on, "GET / HTTP/1.1\r\nHost: a\r\n", then: .end, gives: "close"),
        ExchangeCase("after an empty line", .on, "\r\n", then: .end, gives: "close"),
        ExchangeCase(
            "within the second head", .on, get("/1"), "GET /2 HTTP/1.1\r\n", then: .end,
            gives: "answer GET /1; close"),
        ExchangeCase(
            "after the last answer", .off, get("/"), then: .end, gives: "answer GET / close; close"),
        ExchangeCase(
            "within a body", .on, post("/", 5, body: "abc"), then: .end,
            gives: "answer POST / close; close"),
        ExchangeCase(
            "before a body", .on, post("/", 5, body: ""), then: .end,
            gives: "answer POST / close; close"),
        ExchangeCase(
            "within a body of a connection that isn't kept", .off, post("/", 5, body: "abc"),
            then: .end, gives: "answer POST / close; close"),
        ExchangeCase(
            "within a chunk", .on, chunked("/", body: "5\r\nabc"), then: .end,
            gives: "answer POST / close; close"),
        ExchangeCase(
            "before the last empty line of a chunked body", .on, chunked("/", body: "0\r\n"),
            then: .end, gives: "answer POST / close; close"),
        ExchangeCase(
            "after a refusal", .on, "GET / HTTP/1.1\r\n\r\n", then: .end,
            gives: "refuse missingHost GET /; close unread"),
        ExchangeCase(
            "within a body of a server that ends", .draining, post("/", 5, body: "abc"),
            then: .end, gives: "answer POST / close; close"),
        ExchangeCase(
            "within the second's body", .on, get("/1"), post("/2", 5, body: "a"), then: .end,
            gives: "answer GET /1; answer POST /2 close; close"),
    ]

    static let expiries: [ExchangeCase] = [
        ExchangeCase("nothing at all", .on, then: .expiry, gives: "close"),
        ExchangeCase("after an answer", .on, get("/"), then: .expiry, gives: "answer GET /; close"),
        ExchangeCase(
            "a letter", .on, "G", then: .expiry, gives: "refuse headTooSlow; close unread"),
        ExchangeCase(
            "an empty line", .on, "\r\n", then: .expiry, gives: "refuse headTooSlow; close unread"),
        ExchangeCase(
            "half a target", .on, "GET /", then: .expiry,
            gives: "refuse headTooSlow; close unread"),
        ExchangeCase(
            "half a request line", .on, "GET / HTTP/1", then: .expiry,
            gives: "refuse headTooSlow GET /; close unread"),
        ExchangeCase(
            "half a request line, its version not spoken here", .on, "GET / HTTP/2", then: .expiry,
            gives: "refuse headTooSlow GET /; close unread"),
        ExchangeCase(
            "a version that is wrong already", .on, "GET / HTTX", then: .expiry,
            gives: "refuse malformedRequestLine GET /; close unread"),
        ExchangeCase(
            "a list of codings that may go on", .on,
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: foo\r\n", then: .expiry,
            gives: "refuse headTooSlow GET /; close unread"),
        ExchangeCase(
            "a request line", .on, "GET /a?b HTTP/1.1\r\n", then: .expiry,
            gives: "refuse headTooSlow GET /a?b; close unread"),
        ExchangeCase(
            "half a head", .on, "GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: b", then: .expiry,
            gives: "refuse headTooSlow GET /; close unread"),
        ExchangeCase(
            "all but the last byte", .on, "GET / HTTP/1.1\r\nHost: a\r\n\r", then: .expiry,
            gives: "refuse headTooSlow GET /; close unread"),
        ExchangeCase(
            "half a head behind an answer", .on, get("/1"), "POST /2 HTTP/1.1\r\nHo",
            then: .expiry, gives: "answer GET /1; refuse headTooSlow POST /2; close unread"),
        ExchangeCase(
            "an empty line behind an answer", .on, get("/1"), "\r\n", then: .expiry,
            gives: "answer GET /1; refuse headTooSlow; close unread"),
        ExchangeCase(
            "what is wrong already and hasn't ended", .on, "GET / HTTP/1.1\r\nHost : a\r\nX: b",
            then: .expiry, gives: "refuse spaceBeforeColon GET /; close unread"),
        ExchangeCase(
            "a bare LF in what hasn't ended", .on, "GET / HTTP/1.1\nHost: a\n", then: .expiry,
            gives: "refuse bareLineFeed GET /; close unread"),
        ExchangeCase(
            "a body that doesn't come", .on, post("/", 5, body: ""), then: .expiry,
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "the rest of a body", .auto, via("/1"), post("/2", 5, "Via: b", body: "abc"),
            then: .expiry, gives: "answer GET /1; answer POST /2 close; close unread"),
        ExchangeCase(
            "the rest of a chunked body", .on, chunked("/", body: "5\r\nabcde\r\n"),
            then: .expiry, gives: "answer POST / close; close unread"),
        ExchangeCase(
            "the rest of a body, not kept", .untrusted, post("/", 5, body: "a"), then: .expiry,
            gives: "answer POST / close; close unread"),
    ]
}
