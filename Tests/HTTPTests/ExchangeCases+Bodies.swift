// Conversations of requests with bodies: how they end, and which cost the connection.

extension ExchangeCase {
    private static func bytes(_ count: Int) -> String { String(repeating: "b", count: count) }

    static let bodies: [ExchangeCase] = [
        ExchangeCase("a length of 0", .on, post("/", 0), gives: "answer POST /; wait next"),
        ExchangeCase("one byte", .on, post("/", 1), gives: "answer POST /; wait next"),
        ExchangeCase("many bytes", .on, post("/", 100), gives: "answer POST /; wait next"),
        ExchangeCase(
            "a body that doesn't come", .on, post("/", 5, body: ""),
            gives: "hold POST /; wait body"),
        ExchangeCase(
            "all but a byte", .on, post("/", 5, body: "abcd"), gives: "hold POST /; wait body"),
        ExchangeCase(
            "another request behind it", .on, post("/1", 5), get("/2"),
            gives: "answer POST /1; answer GET /2; wait next"),
        ExchangeCase(
            "a letter of another behind it", .on, post("/1", 5), "G",
            gives: "answer POST /1; wait head"),
        ExchangeCase(
            "a body that looks like a request", .on, post("/1", 28, body: get("/x")), get("/2"),
            gives: "answer POST /1; answer GET /2; wait next"),
        ExchangeCase(
            "a body with a GET", .on, request("GET /1", ["Content-Length: 3"], "abc"), get("/2"),
            gives: "answer GET /1; answer GET /2; wait next"),
        ExchangeCase(
            "a body of empty lines", .on, post("/1", 4, body: "\r\n\r\n"), get("/2"),
            gives: "answer POST /1; answer GET /2; wait next"),
        ExchangeCase(
            "a length in two lines", .on,
            request("PUT /", ["Content-Length: 3", "Content-Length: 3"], "abc"),
            gives: "answer PUT /; wait next"),
        ExchangeCase(
            "a length that is too short", .on, post("/1", 3, body: "abcGET /2 HTTP/1.1\r\n"),
            gives: "answer POST /1; wait head"),
        ExchangeCase("not kept", .off, post("/", 5), gives: "answer POST / close; close"),
        ExchangeCase(
            "not kept, with an empty body", .off, post("/", 0), gives: "answer POST / close; close"),
        ExchangeCase(
            "not kept, still coming", .off, post("/", 5, body: "abc"),
            gives: "hold POST /; wait body"),
        ExchangeCase(
            "not kept, with more behind it", .off, post("/", 5), "G",
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "wants to close", .on, post("/", 5, "Connection: close"),
            gives: "answer POST / close; close"),
        ExchangeCase(
            "a client's own", .untrusted, post("/", 5), gives: "answer POST / close; close"),
        ExchangeCase(
            "a proxy's", .auto, post("/", 5, "X-Forwarded-For: b"),
            gives: "answer POST /; wait next"),
        ExchangeCase(
            "64 KiB", .on, post("/1", 65_536), get("/2"),
            gives: "answer POST /1; answer GET /2; wait next"),
        ExchangeCase(
            "a byte more isn't waited for", .on, post("/", 65_537, body: ""),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "nor read", .on, post("/", 65_537, body: "abc"),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "nor is what follows it", .on, post("/1", 65_537), get("/2"),
            gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "if it has come, nothing is unread", .on, post("/", 65_537),
            gives: "answer POST / close; close"),
        ExchangeCase(
            "the largest", .on, post("/", .max, body: "abc"),
            gives: "answer POST / close; close unread"),
    ]

    static let chunkedBodies: [ExchangeCase] = [
        ExchangeCase(
            "an empty one", .on, chunked("/", body: lastChunk), gives: "answer POST /; wait next"),
        ExchangeCase(
            "a chunk", .on, chunked("/", body: "3\r\nabc\r\n" + lastChunk),
            gives: "answer POST /; wait next"),
        ExchangeCase(
            "another request behind it", .on,
            chunked("/1", body: "3\r\nabc\r\n1;x=y\r\nd\r\n" + lastChunk), get("/2"),
            gives: "answer POST /1; answer GET /2; wait next"),
        ExchangeCase(
            "trailers", .on, chunked("/1", body: "0\r\nX: b\r\nY: c\r\n\r\n"), get("/2"),
            gives: "answer POST /1; answer GET /2; wait next"),
        ExchangeCase(
            "trailers change nothing", .on,
            chunked("/1", body: "0\r\nConnection: close\r\nContent-Length: 9\r\n\r\n"), get("/2"),
            gives: "answer POST /1; answer GET /2; wait next"),
        ExchangeCase(
            "chunks that look like requests", .on,
            chunked("/1", body: "1c\r\n" + get("/x") + "\r\n" + lastChunk), get("/2"),
            gives: "answer POST /1; answer GET /2; wait next"),
        ExchangeCase(
            "nothing of it", .on, chunked("/", body: ""), gives: "hold POST /; wait body"),
        ExchangeCase(
            "half a size", .on, chunked("/", body: "1"), gives: "hold POST /; wait body"),
        ExchangeCase(
            "half a chunk", .on, chunked("/", body: "5\r\nab"), gives: "hold POST /; wait body"),
        ExchangeCase(
            "no last empty line", .on, chunked("/", body: "0\r\n"),
            gives: "hold POST /; wait body"),
        ExchangeCase(
            "no size", .on, chunked("/", body: "x\r\n"),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "a size with a sign", .on, chunked("/1", body: "+1\r\na\r\n" + lastChunk), get("/2"),
            gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "a size beyond all bounds", .on, chunked("/", body: "ffffffffffffffff\r\n"),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "a bare LF", .on, chunked("/1", body: "1\na\n0\n\n"), get("/2"),
            gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "more data than announced", .on, chunked("/1", body: "1\r\nab\r\n" + lastChunk),
            get("/2"), gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "a trailer without a colon", .on, chunked("/1", body: "0\r\nX\r\n\r\n"), get("/2"),
            gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "a broken one after a sound one", .on, chunked("/1", body: lastChunk),
            chunked("/2", body: "z"), gives: "answer POST /1; answer POST /2 close; close unread"),
        ExchangeCase(
            "a broken one, not kept", .off, chunked("/", body: "z"),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "not kept", .off, chunked("/", body: lastChunk), gives: "answer POST / close; close"),
        ExchangeCase(
            "a proxy's", .auto, chunked("/", "Forwarded: for=b", body: "1\r\na\r\n" + lastChunk),
            gives: "answer POST /; wait next"),
        // 6 bytes before the data, 7 behind it: the coding's own bytes count, as they cost as much.
        ExchangeCase(
            "64 KiB", .on, chunked("/1", body: "fff3\r\n" + bytes(65_523) + "\r\n" + lastChunk),
            get("/2"), gives: "answer POST /1; answer GET /2; wait next"),
        ExchangeCase(
            "a byte more", .on,
            chunked("/1", body: "fff4\r\n" + bytes(65_524) + "\r\n" + lastChunk),
            get("/2"), gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "a chunk that grows too large", .on, chunked("/", body: "fffff\r\n" + bytes(65_531)),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "one that is about to", .on, chunked("/", body: "fffff\r\n" + bytes(65_529)),
            gives: "hold POST /; wait body"),
    ]

    static let expectations: [ExchangeCase] = [
        ExchangeCase(
            "it gets the final answer at once", .on,
            post("/", 5, "Expect: 100-continue", body: ""),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "though the body may be on its way", .on,
            post("/", 5, "Expect: 100-continue", body: "abc"),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "the body is there", .on, post("/", 5, "Expect: 100-continue"),
            gives: "answer POST / close; close"),
        ExchangeCase(
            "what follows isn't answered", .on, post("/1", 5, "Expect: 100-continue"), get("/2"),
            gives: "answer POST /1 close; close unread"),
        ExchangeCase(
            "instead of a body a request", .on, post("/1", 28, "Expect: 100-continue", body: ""),
            get("/2"), gives: "answer POST /1 close; close"),
        ExchangeCase(
            "a chunked body", .on, chunked("/", "Expect: 100-continue", body: ""),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "a chunked body that is there", .on,
            chunked("/", "Expect: 100-continue", body: "1\r\na\r\n" + lastChunk),
            gives: "answer POST / close; close"),
        ExchangeCase(
            "a broken one", .on, chunked("/", "Expect: 100-continue", body: "z"),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "a large body", .on, post("/", 1_000_000, "Expect: 100-continue", body: ""),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "without a body it is kept", .on, get("/", "Expect: 100-continue"),
            gives: "answer GET /; wait next"),
        ExchangeCase(
            "no case", .on, post("/", 5, "expect: 100-Continue", body: ""),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "another expectation is none", .on, post("/", 5, "Expect: 200-ok"), get("/2"),
            gives: "answer POST /; answer GET /2; wait next"),
        ExchangeCase(
            "a proxy's", .auto, post("/", 5, "Via: b", "Expect: 100-continue", body: ""),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "not kept", .off, post("/", 5, "Expect: 100-continue", body: ""),
            gives: "answer POST / close; close unread"),
        ExchangeCase(
            "in HTTP/1.0 it is none", .on,
            "POST / HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n"
                + "Content-Length: 5\r\n\r\nabcde", gives: "answer POST /; wait next"),
        ExchangeCase(
            "behind another", .on, get("/1"), post("/2", 5, "Expect: 100-continue", body: ""),
            gives: "answer GET /1; answer POST /2 close; close unread"),
    ]
}
