// The static table of field compression (RFC 7541 Appendix A).

internal import HTTP

enum StaticTable {
    /// A name, and what it means here.
    struct Row {
        let name: StaticString
        let meaning: FieldName

        init(_ name: StaticString, _ meaning: FieldName = .other) {
            self.name = name
            self.meaning = meaning
        }
    }

    static var count: Int { rows.count }

    /// - Parameter index: as in a block, from 1 on.
    static func row(at index: Int) -> Row { rows[index &- 1] }

    /// - Parameter index: as in a block, from 1 on.
    static func value(at index: Int) -> StaticString {
        switch index {
        case 2: "GET"
        case 3: "POST"
        case 4: "/"
        case 5: "/index.html"
        case 6: "http"
        case 7: "https"
        case 8: "200"
        case 9: "204"
        case 10: "206"
        case 11: "304"
        case 12: "400"
        case 13: "404"
        case 14: "500"
        case 16: "gzip, deflate"
        default: ""
        }
    }

    /// The first index of a name; nil: it isn't there.
    static func index(ofName name: Span<UInt8>) -> Int? {
        for index in 1...count where name.equals(row(at: index).name) { return index }
        return nil
    }

    private static let rows: InlineArray<61, Row> = [
        Row(":authority", .authority), Row(":method", .method), Row(":method", .method),
        Row(":path", .path), Row(":path", .path), Row(":scheme", .scheme), Row(":scheme", .scheme),
        Row(":status", .otherPseudo), Row(":status", .otherPseudo), Row(":status", .otherPseudo),
        Row(":status", .otherPseudo), Row(":status", .otherPseudo), Row(":status", .otherPseudo),
        Row(":status", .otherPseudo), Row("accept-charset"),
        Row("accept-encoding", .known(.acceptEncoding)),
        Row("accept-language", .known(.acceptLanguage)), Row("accept-ranges"),
        Row("accept", .known(.accept)), Row("access-control-allow-origin"), Row("age"),
        Row("allow"), Row("authorization"), Row("cache-control"), Row("content-disposition"),
        Row("content-encoding"), Row("content-language"),
        Row("content-length", .known(.contentLength)), Row("content-location"),
        Row("content-range"), Row("content-type", .known(.contentType)), Row("cookie"),
        Row("date"), Row("etag"), Row("expect"), Row("expires"), Row("from"),
        Row("host", .known(.host)), Row("if-match"), Row("if-modified-since"),
        Row("if-none-match"), Row("if-range"), Row("if-unmodified-since"), Row("last-modified"),
        Row("link"), Row("location"), Row("max-forwards"), Row("proxy-authenticate"),
        Row("proxy-authorization"), Row("range"), Row("referer"), Row("refresh"),
        Row("retry-after"), Row("server"), Row("set-cookie"), Row("strict-transport-security"),
        Row("transfer-encoding", .connectionSpecific), Row("user-agent", .known(.userAgent)),
        Row("vary"), Row("via", .known(.via)), Row("www-authenticate"),
    ]
}
