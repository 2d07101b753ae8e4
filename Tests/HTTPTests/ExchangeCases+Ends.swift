// Conversations that end: by policy, by age, by the server's end, by a refusal.

extension ExchangeCase {
    private static func http10(_ fields: String...) -> String {
        "GET / HTTP/1.0\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n"
    }

    static let policies: [ExchangeCase] = [
        ExchangeCase("off", .off, get("/"), gives: "answer GET / close; close"),
        ExchangeCase("off, a proxy's", .off, via("/"), gives: "answer GET / close; close"),
        ExchangeCase(
            "off, more behind it", .off, get("/1"), get("/2"),
            gives: "answer GET /1 close; close unread"),
        ExchangeCase(
            "off, an empty line behind it", .off, get("/"), "\r\n",
            gives: "answer GET / close; close unread"),
        ExchangeCase(
            "off, it asks to be kept", .off, get("/", "Connection: keep-alive"),
            gives: "answer GET / close; close"),
        ExchangeCase("auto, a client's own", .auto, get("/"), gives: "answer GET / close; close"),
        ExchangeCase(
            "auto, it asks to be kept", .auto, get("/", "Connection: keep-alive"),
            gives: "answer GET / close; close"),
        ExchangeCase("auto, Via", .auto, via("/"), gives: "answer GET /; wait next"),
        ExchangeCase(
            "auto, X-Forwarded-For", .auto, get("/", "X-Forwarded-For: 192.0.2.1"),
            gives: "answer GET /; wait next"),
        ExchangeCase(
            "auto, Forwarded", .auto, get("/", "forwarded: for=b"),
            gives: "answer GET /; wait next"),
        ExchangeCase(
            "auto, an empty Via", .auto, get("/", "Via:"), gives: "answer GET /; wait next"),
        ExchangeCase(
            "auto, X-Forwarded-Proto proves nothing", .auto, get("/", "X-Forwarded-Proto: https"),
            gives: "answer GET / close; close"),
        ExchangeCase(
            "auto, a proxy that wants to close", .auto, via("/", "Connection: close"),
            gives: "answer GET / close; close"),
        ExchangeCase(
            "auto, not trusted, Via", .untrusted, via("/"), gives: "answer GET / close; close"),
        ExchangeCase(
            "auto, not trusted, all three", .untrusted,
            via("/", "X-Forwarded-For: 10.0.0.1", "Forwarded: for=b", "Connection: keep-alive"),
            gives: "answer GET / close; close"),
        ExchangeCase(
            "auto, not trusted, more behind it", .untrusted, via("/1"), via("/2"),
            gives: "answer GET /1 close; close unread"),
        ExchangeCase(
            "auto, two connections in one", .auto, via("/1"), via("/2"), via("/3"), get("/4"),
            gives: "answer GET /1; answer GET /2; answer GET /3; answer GET /4 close; close"),
        ExchangeCase(
            "on, two options", .on, get("/", "Connection: keep-alive, close"),
            gives: "answer GET / close; close"),

        ExchangeCase("HTTP/1.0", .on, http10(), gives: "answer GET / close; close"),
        ExchangeCase(
            "HTTP/1.0 with Host", .on, http10("Host: a"), gives: "answer GET / close; close"),
        ExchangeCase(
            "HTTP/1.0 that asks to be kept", .on, http10("Connection: keep-alive"),
            gives: "answer GET /; wait next"),
        ExchangeCase(
            "HTTP/1.0, kept, twice", .on, http10("Connection: keep-alive"), http10(),
            gives: "answer GET /; answer GET / close; close"),
        ExchangeCase(
            "HTTP/1.0 that can't decide", .on,
            http10("Connection: keep-alive", "Connection: close"),
            gives: "answer GET / close; close"),
        ExchangeCase(
            "HTTP/1.0, off", .off, http10("Connection: keep-alive"),
            gives: "answer GET / close; close"),
        ExchangeCase(
            "HTTP/1.0, auto, a proxy's", .auto, http10("Via: 1.0 p", "Connection: keep-alive"),
            gives: "answer GET /; wait next"),
        ExchangeCase(
            "HTTP/1.0, auto, a proxy's that doesn't ask", .auto, http10("Via: 1.0 p"),
            gives: "answer GET / close; close"),
        ExchangeCase(
            "HTTP/1.0, auto, not trusted", .untrusted, http10("Via: p", "Connection: keep-alive"),
            gives: "answer GET / close; close"),
        ExchangeCase(
            "HTTP/1.0, auto, a client's own", .auto, http10("Connection: keep-alive"),
            gives: "answer GET / close; close"),
        ExchangeCase(
            "HTTP/1.0 with a body", .on,
            "POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc",
            http10(), gives: "answer POST /; answer GET / close; close"),
        ExchangeCase(
            "HTTP/1.0 with a body that hasn't come", .on,
            "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\n", gives: "hold POST /; wait body"),
    ]

    /// Requests that have been read are all answered, and the last says `close`.
    static let lettingGo: [ExchangeCase] = [
        ExchangeCase("nothing", .draining, gives: "wait first"),
        ExchangeCase("half a head", .draining, "GET / HTTP", gives: "wait head"),
        ExchangeCase("one request", .draining, via("/"), gives: "answer GET / close; close"),
        ExchangeCase("one request, on", .drainingOn, get("/"), gives: "answer GET / close; close"),
        ExchangeCase("old, one request", .aged, via("/"), gives: "answer GET / close; close"),
        ExchangeCase(
            "old, a client's own", .aged, get("/"), gives: "answer GET / close; close"),
        ExchangeCase(
            "old, on: as long as the peer likes", .agedOn, get("/1"), get("/2"),
            gives: "answer GET /1; answer GET /2; wait next"),
        ExchangeCase(
            "two requests", .draining, via("/1"), via("/2"),
            gives: "answer GET /1; answer GET /2 close; close"),
        ExchangeCase(
            "two requests, on", .drainingOn, get("/1"), get("/2"),
            gives: "answer GET /1; answer GET /2 close; close"),
        ExchangeCase(
            "old, two requests", .aged, via("/1"), via("/2"),
            gives: "answer GET /1; answer GET /2 close; close"),
        ExchangeCase(
            "four requests", .drainingOn, get("/1"), get("/2"), get("/3"), get("/4"),
            gives: "answer GET /1; answer GET /2; answer GET /3; answer GET /4 close; close"),
        ExchangeCase(
            "old, three, the second a client's own", .aged, via("/1"), get("/2"), via("/3"),
            gives: "answer GET /1; answer GET /2 close; close unread"),
        ExchangeCase(
            "the first wants to close", .drainingOn, get("/1", "Connection: close"), get("/2"),
            gives: "answer GET /1 close; close unread"),
        ExchangeCase(
            "half a head behind it", .draining, via("/1"), "GET /2 HTTP/1.1\r\nHost: a\r\n",
            gives: "answer GET /1 close; close unread"),
        ExchangeCase(
            "a letter behind it", .aged, via("/1"), "G", gives: "answer GET /1 close; close unread"),
        ExchangeCase(
            "two and a half", .draining, via("/1"), via("/2"), "GET /3 HTTP/1.1\r\nHost: a\r\n\r",
            gives: "answer GET /1; answer GET /2 close; close unread"),
        ExchangeCase(
            "an empty line behind it", .draining, via("/"), "\r\n",
            gives: "answer GET / close; close unread"),
        ExchangeCase(
            "more empty lines than are skipped", .draining, via("/"), "\r\n\r\n\r\n\r\n\r\n\r\n",
            gives: "answer GET / close; close unread"),
        ExchangeCase(
            "empty lines between", .aged, via("/1"), "\r\n\r\n", via("/2"), "\r\n",
            gives: "answer GET /1; answer GET /2 close; close unread"),
        ExchangeCase(
            "too many empty lines between", .draining, via("/1"), "\r\n\r\n\r\n\r\n\r\n", via("/2"),
            gives: "answer GET /1; refuse tooManyEmptyLines; close unread"),
        ExchangeCase(
            "no request behind it", .draining, via("/1"), "GET /2\r\n\r\n",
            gives: "answer GET /1; refuse malformedRequestLine; close unread"),
        ExchangeCase(
            "a bare LF behind it", .aged, via("/1"), "GET /2 HTTP/1.1\nHost: a\n\n",
            gives: "answer GET /1; refuse bareLineFeed GET /2; close unread"),
        ExchangeCase(
            "garbage behind it isn't refused", .draining, via("/1"), "\u{16}\u{03}\u{01}",
            gives: "answer GET /1 close; close unread"),
        ExchangeCase(
            "a body", .draining, post("/", 5, "Via: b"), gives: "answer POST / close; close"),
        ExchangeCase(
            "a chunked body", .aged, chunked("/", "Via: b", body: "1\r\na\r\n" + lastChunk),
            gives: "answer POST / close; close"),
        ExchangeCase(
            "a body that hasn't come", .draining, post("/", 5, "Via: b", body: "abc"),
            gives: "hold POST /; wait body"),
        ExchangeCase(
            "a body and a request behind it", .drainingOn, post("/1", 5), get("/2"),
            gives: "answer POST /1; answer GET /2 close; close"),
        ExchangeCase(
            "a body and half a head behind it", .drainingOn, post("/1", 5), "GET /2",
            gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "a request and a body behind it", .aged, via("/1"), post("/2", 5, "Via: b"),
            gives: "answer GET /1; answer POST /2 close; close"),
        ExchangeCase(
            "a request, and of the next no body", .aged, via("/1"),
            post("/2", 5, "Via: b", body: ""), gives: "answer GET /1; hold POST /2; wait body"),
        ExchangeCase(
            "that body is waited for", .aged, via("/1"), post("/2", 5, "Via: b", body: ""),
            then: .expiry, gives: "answer GET /1; answer POST /2 close; close unread"),
        ExchangeCase(
            "three bodies", .drainingOn, post("/1", 1), post("/2", 2), post("/3", 3),
            gives: "answer POST /1; answer POST /2; answer POST /3 close; close"),
        ExchangeCase(
            "a body like a head", .drainingOn, post("/1", 28, body: get("/x")),
            gives: "answer POST /1 close; close"),
        ExchangeCase(
            "a broken body", .drainingOn, chunked("/1", body: "z\r\n\r\n"), get("/2"),
            gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "a large body", .drainingOn, post("/1", 100_000, body: "a"),
            gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "an expectation", .draining, post("/", 5, "Via: b", "Expect: 100-continue", body: ""),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "HTTP/1.0", .drainingOn,
            "GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET /2 HTTP/1.0\r\n\r\n",
            gives: "answer GET /1; answer GET /2 close; close"),
        ExchangeCase(
            "a refusal", .draining, "GET\r\n\r\n", gives: "refuse invalidMethod; close unread"),
        ExchangeCase(
            "the peer ends", .draining, via("/"), then: .end, gives: "answer GET / close; close"),
        ExchangeCase("it ends within a head", .aged, "GET", then: .end, gives: "close"),
        ExchangeCase("idle", .draining, then: .expiry, gives: "close"),
        ExchangeCase(
            "a slow head", .draining, "GET / HTTP/1.1\r\n", then: .expiry,
            gives: "refuse headTooSlow GET /; close unread"),
    ]
}
