// What Transfer-Encoding says, over all its lines: the shapes of request smuggling.

@testable import HTTP

extension HeadCase {
    static let codings: [HeadCase] = [
        .field("Transfer-Encoding: chunked", .head("get / 1.1 chunked"), "chunked", "9112 §6.1"),
        .field("transfer-encoding:\tCHUNKED ", .head("get / 1.1 chunked"), "case", "9112 §7"),
        coding("identity", .chunkedNotLast, "identity"),
        coding("gzip", .chunkedNotLast, "a known coding alone"),
        coding("Deflate, X-Gzip", .chunkedNotLast, "two of them"),
        coding("compress,x-compress", .chunkedNotLast, "the others"),
        coding("chunked, gzip", .chunkedNotLast, "chunked not last"),
        coding("chunked, foo", .chunkedNotLast, "chunked before an unknown one"),
        coding("gzip, chunked", .unsupportedTransferCoding, "gzip below chunked"),
        coding("foo, CHUNKED", .unsupportedTransferCoding, "an unknown one below chunked"),
        coding("foo", .unsupportedTransferCoding, "an unknown one alone"),
        coding("gzip, foo", .unsupportedTransferCoding, "a known and an unknown one"),
        coding("xchunked", .unsupportedTransferCoding, "a letter before"),
        coding("chunkedx", .unsupportedTransferCoding, "a letter after"),
        coding("chunke", .unsupportedTransferCoding, "a letter missing"),
        coding("chunked, chunked", .repeatedTransferCoding, "chunked twice"),
        coding("chunked, foo, chunked", .repeatedTransferCoding, "twice, with another between"),
        coding("\"chunked\"", .invalidTransferCoding, "quotes"),
        coding("chunked chunked", .invalidTransferCoding, "a space"),
        coding("\u{a0}chunked", .invalidTransferCoding, "a no-break space"),
        coding("c\u{e8}unked", .invalidTransferCoding, "beyond ASCII"),
        coding("\u{0b}chunked", .invalidTransferCoding, "a vertical tab"),
        coding("chunked\u{01}", .invalidTransferCoding, "a control after"),
        coding("gzip, \u{01}, chunked", .invalidTransferCoding, "a control between"),
        .field(
            "Transfer-Encoding: chunked\u{00}", .refused(.nulByte), "a NUL after", "9110 §5.5"),
        .field(
            "Transfer-Encoding\u{0b}: chunked", .refused(.invalidFieldName), "name disguised",
            "9110 §5.1"),
        .field(
            "Transfer-Encoding : chunked", .refused(.spaceBeforeColon), "name disguised",
            "9112 §5.1"),
        .field(
            " Transfer-Encoding: chunked", .refused(.obsoleteLineFolding), "name disguised",
            "9112 §5.2"),
        .field(
            "X: b\nTransfer-Encoding: chunked", .refused(.bareLineFeed), "behind a bare LF",
            "9112 §2.2"),
        .field(
            "X: b\rTransfer-Encoding: chunked", .refused(.bareCarriageReturn),
            "behind a bare CR", "9112 §2.2"),
        .field(
            "Transfer-Encoding:\r\n chunked", .refused(.obsoleteLineFolding), "folded",
            "9112 §5.2"),
        .field("Transfer_Encoding: chunked", .head("get / 1.1"), "another field", "9110 §5.1"),
        .field("Transfer-Encodinx: chunked", .head("get / 1.1"), "another field", "9110 §5.1"),
        .field("Transfer-Xncoding: chunked", .head("get / 1.1"), "another field", "9110 §5.1"),
    ]

    /// RFC 9110 §5.3: several lines are one list.
    static let codingLines: [HeadCase] = [
        lines(["chunked", "chunked"], .repeatedTransferCoding, "chunked twice"),
        lines(["chunked", "CHUNKED"], .repeatedTransferCoding, "without case"),
        lines(["chunked", "foo", "chunked"], .repeatedTransferCoding, "another between"),
        lines(["gzip, chunked", "chunked"], .repeatedTransferCoding, "once in each list"),
        lines(["chunked, chunked", "foo"], .repeatedTransferCoding, "twice, then another"),
        lines(["gzip", "chunked"], .unsupportedTransferCoding, "gzip below chunked"),
        lines(["foo", "chunked"], .unsupportedTransferCoding, "an unknown one below chunked"),
        lines(["identity", "chunked"], .unsupportedTransferCoding, "identity below chunked"),
        lines(["gzip", "deflate", "chunked"], .unsupportedTransferCoding, "three lines"),
        lines(["gzip, foo", "deflate, chunked"], .unsupportedTransferCoding, "two lists"),
        lines(["gzip", "foo"], .unsupportedTransferCoding, "a known and an unknown one"),
        lines(["foo", "gzip"], .unsupportedTransferCoding, "the same the other way"),
        lines(["chunked", "identity"], .chunkedNotLast, "chunked, then identity"),
        lines(["chunked", "gzip"], .chunkedNotLast, "chunked, then gzip"),
        lines(["chunked", "foo"], .chunkedNotLast, "chunked, then an unknown one"),
        lines(["gzip, chunked", "gzip"], .chunkedNotLast, "chunked in the middle"),
        lines(["gzip", "deflate"], .chunkedNotLast, "no chunked at all"),
        lines(["chunked", "xchunked"], .chunkedNotLast, "then a letter more"),
        lines(["xchunked", "chunked"], .unsupportedTransferCoding, "a letter more at first"),
        lines(["gzip", "chunked;q=1"], .invalidTransferCoding, "a parameter of chunked"),
        lines(["chunked", "\u{0b}chunked"], .invalidTransferCoding, "one disguised"),
        lines(["\"foo", "chunked\""], .invalidTransferCoding, "quotes over two lines"),
        .field(
            "Transfer-Encoding: gzip\r\nX: b\r\ntransfer-encoding:\tChunked\t",
            .refused(.unsupportedTransferCoding), "apart, without case", "9110 §5.3"),
    ]

    /// RFC 9112 §7: every coding but `chunked` may have parameters.
    static let codingParameters: [HeadCase] = [
        coding("foo;q=1, chunked", .unsupportedTransferCoding, "of an unknown one"),
        coding("gzip;level=9, chunked", .unsupportedTransferCoding, "of a known one"),
        coding("foo ; a=b ;c=d , chunked", .unsupportedTransferCoding, "spaces round semicolons"),
        coding("foo\t;\ta=\"b c\"\t,chunked", .unsupportedTransferCoding, "tabs and quotes"),
        coding("foo;a=b", .unsupportedTransferCoding, "of an unknown one alone"),
        coding("foo;chunked", .unsupportedTransferCoding, "chunked is no parameter's coding"),
        coding("gzip;a=b", .chunkedNotLast, "of a known one alone"),
        coding("identity;q=0", .chunkedNotLast, "of identity"),
        coding("chunked, gzip;a=b", .chunkedNotLast, "behind chunked"),
        coding("chunked;q=1", .invalidTransferCoding, "of chunked"),
        coding("CHUNKED ; q=1", .invalidTransferCoding, "of chunked, with spaces"),
        coding("chunked;", .invalidTransferCoding, "an empty one of chunked"),
        coding("gzip, chunked;a=b", .invalidTransferCoding, "of chunked in its place"),
        coding("chunked;a=b, chunked", .invalidTransferCoding, "of the first chunked"),
        coding(";a=b", .invalidTransferCoding, "of nothing"),
        coding("gzip, ;a=b, chunked", .invalidTransferCoding, "of nothing between"),
        coding("foo a=b, chunked", .invalidTransferCoding, "without a semicolon"),
        coding("foo=b, chunked", .invalidTransferCoding, "a value of the coding"),
        lines(["foo;a=b", "chunked"], .unsupportedTransferCoding, "on a line before"),
        lines(["chunked", "foo;a=b"], .chunkedNotLast, "on a line behind"),
    ]

    /// Empty elements, and lines of nothing: stricter than RFC 9110 §5.6.1.2, which has a recipient
    /// skip them, since not every recipient does.
    static let emptyCodings: [HeadCase] = [
        coding("", .invalidTransferCoding, "nothing"),
        coding(" \t ", .invalidTransferCoding, "white space"),
        coding(",", .invalidTransferCoding, "a comma"),
        coding(", ,", .invalidTransferCoding, "commas only"),
        coding("chunked,", .invalidTransferCoding, "a comma after"),
        coding("chunked, ,", .invalidTransferCoding, "two commas after"),
        coding(", chunked", .invalidTransferCoding, "a comma before"),
        coding("gzip,, chunked", .invalidTransferCoding, "two commas between"),
        coding("gzip, chunked,", .invalidTransferCoding, "a comma after a list"),
        coding(",foo", .invalidTransferCoding, "a comma before an unknown one"),
        lines(["", ""], .invalidTransferCoding, "two lines of nothing"),
        lines(["", "chunked"], .invalidTransferCoding, "nothing before chunked"),
        lines(["chunked", ""], .invalidTransferCoding, "nothing behind chunked"),
        lines(["", "chunked", " "], .invalidTransferCoding, "nothing on both sides"),
        lines(["chunked", ","], .invalidTransferCoding, "a comma behind chunked"),
        lines(["gzip,", "chunked"], .invalidTransferCoding, "a comma at a line's end"),
        lines(["gzip", ", chunked"], .invalidTransferCoding, "a comma at a line's start"),
        lines(["", "chunked", "chunked"], .repeatedTransferCoding, "nothing before two"),
        // A line of nothing adds no element, and what is there is refused for its own sake.
        lines(["gzip", "", "chunked"], .unsupportedTransferCoding, "nothing between two"),
        lines(["chunked", "", "gzip"], .chunkedNotLast, "nothing between, chunked first"),
    ]

    /// A list is judged when all its lines are there: what else is wrong with them comes first.
    static let codingOrder: [HeadCase] = [
        .raw(
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: foo\r\n", .incomplete,
            "more of the list may come", "9110 §5.3"),
        .raw(
            "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\nX: b\r\n\r",
            .incomplete, "until the last byte", "9110 §5.3"),
        .raw(
            "GET / HTTP/1.1\r\nTransfer-Encoding: foo\r\n\r\n", .refused(.missingHost),
            "no Host either", "9112 §3.2"),
        .field(
            "Transfer-Encoding: foo\r\nX : b", .refused(.spaceBeforeColon), "a broken line behind",
            "9112 §5.1"),
        .field(
            "Transfer-Encoding: ,\r\nHost: b", .refused(.duplicateHost), "another Host behind",
            "9112 §3.2"),
        .field(
            "Transfer-Encoding: foo\r\nContent-Length: 5", .refused(.bothFramings),
            "a length behind an unknown one", "9112 §6.1"),
        .field(
            "Transfer-Encoding: gzip, chunked\r\nContent-Length: 0", .refused(.bothFramings),
            "a length behind a list", "9112 §6.1"),
        .field(
            "Transfer-Encoding:\r\nContent-Length: 5", .refused(.bothFramings),
            "a length behind nothing", "9112 §6.1"),
        .field(
            "Transfer-Encoding: chunked;q=1\r\nContent-Length: 5", .refused(.bothFramings),
            "a length behind a parameter", "9112 §6.1"),
        .field(
            "Transfer-Encoding: foo\r\nContent-Length: b", .refused(.bothFramings),
            "no number behind an unknown one", "9112 §6.1"),
        .field(
            "Content-Length: 5\r\nTransfer-Encoding: foo", .refused(.bothFramings),
            "a length before an unknown one", "9112 §6.1"),
        .field(
            "Content-Length: 5\r\nTransfer-Encoding:", .refused(.bothFramings),
            "a length before nothing", "9112 §6.1"),
        .field(
            "Content-Length: b\r\nTransfer-Encoding: foo", .refused(.invalidContentLength),
            "no number before an unknown one", "9110 §8.6"),
        .field(
            "Transfer-Encoding: gzip\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
            .refused(.bothFramings), "a length between two lines", "9112 §6.1"),
        .raw(
            "GET / HTTP/1.0\r\nTransfer-Encoding: ,\r\n\r\n",
            .refused(.transferEncodingInHTTP10), "no list in HTTP/1.0", "9112 §6.1"),
        .raw(
            "GET / HTTP/1.2\r\nHost: a\r\nTransfer-Encoding: foo\r\n\r\n",
            .refused(.unsupportedTransferCoding), "an unknown one in HTTP/1.2", "9112 §6.1"),
    ]

    private static func coding(
        _ value: String, _ error: HeadError, _ words: String
    ) -> HeadCase {
        .field("Transfer-Encoding: \(value)", .refused(error), words, "9112 §6.1")
    }

    private static func lines(
        _ values: [String], _ error: HeadError, _ words: String
    ) -> HeadCase {
        .field(
            values.map { "Transfer-Encoding: \($0)" }.joined(separator: "\r\n"), .refused(error),
            words, "9110 §5.3")
    }
}
