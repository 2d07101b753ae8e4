// Conversations with what is no request: each rule of a head, and what is still known of it.

extension ExchangeCase {
    static let refusals: [ExchangeCase] = [
        refused("a bare LF", "GET /x HTTP/1.1\nHost: a\n\n", "bareLineFeed GET /x"),
        refused(
            "a bare CR", "GET /x HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "bareCarriageReturn GET /x"),
        refused("NUL", get("/x", "X: \u{00}"), "nulByte GET /x"),
        refused("empty lines", "\r\n\r\n\r\n\r\n\r\n\r\n", "tooManyEmptyLines"),
        refused("two spaces", "GET  /x HTTP/1.1\r\n\r\n", "malformedRequestLine"),
        refused("no version", "GET /x\r\n\r\n", "malformedRequestLine"),
        refused("no method", "(GET) /x HTTP/1.1\r\n\r\n", "invalidMethod"),
        refused("TLS", "\u{16}\u{03}\u{01}\u{02}\r\n\r\n", "invalidMethod"),
        refused("a control in the target", "GET /\u{01} HTTP/1.1\r\n\r\n", "invalidTarget"),
        refused("a relative target", get("x"), "invalidTarget GET x"),
        refused("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "unsupportedVersion PRI *"),
        refused("a folded line", get("/x", "X: b", " c"), "obsoleteLineFolding GET /x"),
        refused("no name", get("/x", ": b"), "emptyFieldName GET /x"),
        refused("a space before the colon", get("/x", "X : b"), "spaceBeforeColon GET /x"),
        refused("no colon", get("/x", "X"), "missingColon GET /x"),
        refused("no token", get("/x", "X(: b"), "invalidFieldName GET /x"),
        refused("no Host", "HEAD /x HTTP/1.1\r\n\r\n", "missingHost HEAD /x"),
        refused("no Host in HTTP/1.2", "GET /x HTTP/1.2\r\n\r\n", "missingHost GET /x"),
        refused("two hosts", get("/x", "Host: b"), "duplicateHost GET /x"),
        refused("no host's name", "GET /x HTTP/1.1\r\nHost: a b\r\n\r\n", "invalidHost GET /x"),
        refused(
            "both framings", chunked("/x", "Content-Length: 3", body: lastChunk),
            "bothFramings POST /x"),
        refused("no length", get("/x", "Content-Length: a"), "invalidContentLength GET /x"),
        refused(
            "two lengths", post("/x", 5, "Content-Length: 6"), "conflictingContentLength POST /x"),
        refused("no coding", get("/x", "Transfer-Encoding: ,"), "invalidTransferCoding GET /x"),
        refused(
            "chunked twice", chunked("/x", "Transfer-Encoding: chunked", body: lastChunk),
            "repeatedTransferCoding POST /x"),
        refused(
            "chunked not last", get("/x", "Transfer-Encoding: chunked, gzip"),
            "chunkedNotLast GET /x"),
        refused(
            "an unknown coding", get("/x", "Transfer-Encoding: foo, chunked"),
            "unsupportedTransferCoding GET /x"),
        refused(
            "a coding in HTTP/1.0", "GET /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "transferEncodingInHTTP10 GET /x"),
        refused(
            "64 KiB", get("/x", "X: " + String(repeating: "b", count: 65_536)),
            "headTooLarge GET /x"),
        refused(
            "64 KiB of a target", get("/" + String(repeating: "b", count: 65_536)), "headTooLarge"),
        refused(
            "201 fields", request("GET /x", Array(repeating: "X:", count: 200)),
            "tooManyFields GET /x"),
        ExchangeCase(
            "a refusal whatever the policy", .off, get("/x", "X : b"),
            gives: "refuse spaceBeforeColon GET /x; close unread"),
        ExchangeCase(
            "a refusal of a proxy's second", .auto, via("/1"), get("/2", "X : b"), via("/3"),
            gives: "answer GET /1; refuse spaceBeforeColon GET /2; close unread"),
    ]

    /// Whatever the version, what was asked for is known.
    static let versions: [ExchangeCase] = [
        refused("HTTP/2.0 of a path", "GET /x HTTP/2.0\r\n\r\n", "unsupportedVersion GET /x"),
        refused("HTTP/3.0", "HEAD /x?y HTTP/3.0\r\n\r\n", "unsupportedVersion HEAD /x?y"),
        refused("HTTP/0.9", "GET /x HTTP/0.9\r\n\r\n", "unsupportedVersion GET /x"),
        refused("HTTP/9.9", "FOO /x HTTP/9.9\r\n\r\n", "unsupportedVersion FOO /x"),
        refused(
            "HTTP/2.0 and a relative target", "GET x HTTP/2.0\r\n\r\n",
            "unsupportedVersion GET x"),
        refused("no minor version", "GET /x HTTP/2\r\n\r\n", "malformedRequestLine GET /x"),
        refused("HTTP/1.x", "GET /x HTTP/1.x\r\n\r\n", "malformedRequestLine GET /x"),
        refused("HTTP/1.10", "GET /x HTTP/1.10\r\n\r\n", "malformedRequestLine GET /x"),
        refused("HTTP/11.1", "GET /x HTTP/11.1\r\n\r\n", "malformedRequestLine GET /x"),
        refused("http/1.1", "POST /x http/1.1\r\n\r\n", "malformedRequestLine POST /x"),
        refused("RTSP", "PLAY rtsp://b/ RTSP/1.0\r\n\r\n", "malformedRequestLine PLAY rtsp://b/"),
        refused("an empty version", "GET /x \r\n\r\n", "malformedRequestLine GET /x"),
        refused("a target with a space", get("/x y"), "malformedRequestLine GET /x"),
        refused(
            "a space behind the version", "GET /x HTTP/1.1 \r\n\r\n", "malformedRequestLine GET /x"),
        refused("a NUL in the version", "GET /x HTTP/\u{00}.1\r\n\r\n", "nulByte GET /x"),
        refused("a bare LF in the version", "GET /x HTTP\n\r\n\r\n", "bareLineFeed GET /x"),
        refused("a bare CR in the version", "GET /x HTTP\rX\r\n\r\n", "bareCarriageReturn GET /x"),
        ExchangeCase(
            "HTTP/2.0 behind a request", .auto, via("/1"), "GET /2 HTTP/2.0\r\n\r\n",
            gives: "answer GET /1; refuse unsupportedVersion GET /2; close unread"),
        ExchangeCase(
            "HTTP/2.0, the server ends", .draining, via("/1"), "GET /2 HTTP/2.0\r\n\r\n",
            gives: "answer GET /1; refuse unsupportedVersion GET /2; close unread"),
    ]

    static let smuggling: [ExchangeCase] = [
        ExchangeCase(
            "smuggled: two framings", .on,
            chunked("/1", "Content-Length: 5", body: lastChunk), get("/2"),
            gives: "refuse bothFramings POST /1; close unread"),
        ExchangeCase(
            "smuggled: a coding some don't see", .on,
            chunked("/1", "Transfer-Encoding: \u{0b}chunked", body: lastChunk), get("/2"),
            gives: "refuse invalidTransferCoding POST /1; close unread"),
        smuggled(
            "gzip and chunked on two lines", ["gzip", "chunked"], "unsupportedTransferCoding"),
        smuggled("an unknown one behind chunked", ["chunked", "foo"], "chunkedNotLast"),
        smuggled("identity behind chunked", ["chunked", "identity"], "chunkedNotLast"),
        smuggled("chunked with a parameter", ["chunked;a=b"], "invalidTransferCoding"),
        smuggled("one with a parameter", ["foo;a=b, chunked"], "unsupportedTransferCoding"),
        smuggled("nothing before chunked", ["", "chunked"], "invalidTransferCoding"),
        smuggled("nothing behind chunked", ["chunked", ""], "invalidTransferCoding"),
        smuggled("a comma behind chunked", ["chunked,"], "invalidTransferCoding"),
        smuggled("no chunked", ["gzip", "deflate"], "chunkedNotLast"),
        smuggled(
            "three times chunked", ["chunked", "chunked", "chunked"], "repeatedTransferCoding"),
        ExchangeCase(
            "smuggled: a length behind an unknown coding", .on,
            request("POST /1", ["Transfer-Encoding: foo", "Content-Length: 5"], lastChunk),
            get("/2"), gives: "refuse bothFramings POST /1; close unread"),
        ExchangeCase(
            "smuggled behind a request, the server ends", .drainingOn, get("/0"),
            request("POST /1", ["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"]),
            lastChunk, get("/2"),
            gives: "answer GET /0; refuse unsupportedTransferCoding POST /1; close unread"),
    ]

    private static func refused(_ words: String, _ head: String, _ error: String) -> ExchangeCase {
        ExchangeCase(words, .on, head, gives: "refuse \(error); close unread")
    }

    private static func smuggled(
        _ words: String, _ codings: [String], _ error: String
    ) -> ExchangeCase {
        ExchangeCase(
            "smuggled: " + words, .on,
            request("POST /1", codings.map { "Transfer-Encoding: " + $0 }, lastChunk), get("/2"),
            gives: "refuse \(error) POST /1; close unread")
    }
}
