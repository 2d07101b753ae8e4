// Where the body ends: the shapes of request smuggling.

@testable import HTTP

extension HeadCase {
    static let framings: [HeadCase] = [
        length("0", 0, "no body"),
        length("5", 5, "a body"),
        length("005", 5, "leading zeros"),
        length("9223372036854775807", 9_223_372_036_854_775_807, "the largest"),
        length("5, 5", 5, "a list of one number"),
        length("5,5\t,\t5", 5, "a longer list of one number"),
        .field(
            "Content-Length: 5\r\ncontent-length: 5", .head("get / 1.1 length=5"),
            "two lines of one number", "9110 §8.6"),
        invalidLength("9223372036854775808", "one more than the largest"),
        invalidLength("18446744073709551621", "2^64 + 5"),
        invalidLength("99999999999999999999999999999999", "far too much"),
        invalidLength("+5", "a plus sign"),
        invalidLength("-5", "a minus sign"),
        invalidLength("-0", "minus zero"),
        invalidLength("0x5", "hexadecimal"),
        invalidLength("5a", "a letter after"),
        invalidLength("5 5", "a space in it"),
        invalidLength("5.0", "a fraction"),
        invalidLength("5e1", "an exponent"),
        invalidLength("5_0", "an underscore"),
        invalidLength("\"5\"", "quotes"),
        invalidLength("", "empty"),
        invalidLength(",", "two of nothing"),
        invalidLength("5,", "a comma after"),
        invalidLength(",5", "a comma before"),
        invalidLength("5;", "a semicolon after"),
        invalidLength("\u{b2}", "a superscript two"),
        .field(
            "Content-Length: 5, 6", .refused(.conflictingContentLength), "a list of two",
            "9110 §8.6"),
        .field(
            "Content-Length: 5\r\nContent-Length: 6", .refused(.conflictingContentLength),
            "two lengths", "9112 §6.3"),
        .field(
            "Content-Length : 5", .refused(.spaceBeforeColon), "a length that some don't see",
            "9112 §5.1"),
        .field("Content_Length: 5", .head("get / 1.1"), "another field", "9110 §5.1"),
        .field("Content-Lengthx: 5", .head("get / 1.1"), "another field", "9110 §5.1"),
        .field("Transfer-Encoding: chunked", .head("get / 1.1 chunked"), "chunked", "9112 §6.1"),
        .field("transfer-encoding:\tCHUNKED ", .head("get / 1.1 chunked"), "case", "9112 §7"),
        coding("", .invalidTransferCoding, "empty"),
        coding(", ,", .invalidTransferCoding, "commas only"),
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
        coding("chunked,", .invalidTransferCoding, "a comma after"),
        coding(", chunked", .invalidTransferCoding, "a comma before"),
        coding("chunked;q=1", .invalidTransferCoding, "a parameter"),
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
            "Transfer-Encoding:\r\n chunked", .refused(.invalidTransferCoding), "folded",
            "9112 §5.2"),
        .field(
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            .refused(.repeatedTransferCoding), "two lines", "9112 §6.1"),
        .field(
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            .refused(.repeatedTransferCoding), "two lines", "9112 §6.1"),
        .field("Transfer_Encoding: chunked", .head("get / 1.1"), "another field", "9110 §5.1"),
        .field("Transfer-Encodinx: chunked", .head("get / 1.1"), "another field", "9110 §5.1"),
        .field("Transfer-Xncoding: chunked", .head("get / 1.1"), "another field", "9110 §5.1"),
        .field(
            "Content-Length: 5\r\nTransfer-Encoding: chunked", .refused(.bothFramings),
            "CL.TE", "9112 §6.1"),
        .field(
            "Transfer-Encoding: chunked\r\nContent-Length: 5", .refused(.bothFramings),
            "TE.CL", "9112 §6.1"),
        .field(
            "Content-Length: 0\r\nX: b\r\nTransfer-Encoding: chunked", .refused(.bothFramings),
            "both, apart, length 0", "9112 §6.1"),
        .raw(
            "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            .refused(.transferEncodingInHTTP10), "in HTTP/1.0", "9112 §6.1"),
        .raw(
            "GET / HTTP/1.0\r\nTransfer-Encoding: foo\r\n\r\n",
            .refused(.transferEncodingInHTTP10), "an unknown one in HTTP/1.0", "9112 §6.1"),
        .raw(
            "GET / HTTP/1.2\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
            .head("get / 1.1 chunked"), "in HTTP/1.2", "9112 §6.1"),
        .raw(
            "POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nabcde",
            .head("post / 1.0 host= length=5"), "a length in HTTP/1.0", "9112 §6.2"),
    ]

    private static func length(_ value: String, _ count: UInt64, _ words: String) -> HeadCase {
        .field("Content-Length: \(value)", .head("get / 1.1 length=\(count)"), words, "9110 §8.6")
    }

    private static func invalidLength(_ value: String, _ words: String) -> HeadCase {
        .field("Content-Length: \(value)", .refused(.invalidContentLength), words, "9110 §8.6")
    }

    private static func coding(
        _ value: String, _ error: HeadError, _ words: String
    ) -> HeadCase {
        .field("Transfer-Encoding: \(value)", .refused(error), words, "9112 §6.1")
    }
}
