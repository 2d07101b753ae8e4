// Where the body ends: Content-Length, alone and beside Transfer-Encoding.

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
}
