// What the name of a field means here: all that is kept of it.

internal import HTTP

/// One octet instead of a text: a known field, a pseudo-field, or what a rule of HTTP/2 speaks of.
struct FieldName: Equatable {
    let code: UInt8

    private init(code: UInt8) { self.code = code }

    /// A field somebody in the house asks for.
    static func known(_ field: KnownField) -> FieldName { FieldName(code: field.rawValue) }

    // RFC 9113 §8.3.1.
    static var method: FieldName { FieldName(code: 64) }
    static var scheme: FieldName { FieldName(code: 65) }
    static var authority: FieldName { FieldName(code: 66) }
    static var path: FieldName { FieldName(code: 67) }
    /// One that no request has, or nobody knows.
    static var otherPseudo: FieldName { FieldName(code: 68) }
    /// Connection and its like (RFC 9113 §8.2.2).
    static var connectionSpecific: FieldName { FieldName(code: 69) }
    /// TE, which may say `trailers` and nothing else.
    static var transferOptions: FieldName { FieldName(code: 70) }
    /// Nobody asks for it.
    static var other: FieldName { FieldName(code: 71) }
    /// No token of lower case.
    static var invalid: FieldName { FieldName(code: 72) }

    var field: KnownField? {
        @inline(__always) get { isKnown ? KnownField(rawValue: code) : nil }
    }

    var isKnown: Bool { code < Self.method.code }

    /// Whether the value is looked at by anybody.
    var keepsValue: Bool { code < Self.otherPseudo.code }
}

extension FieldName {
    /// The name at the start of the bytes.
    @inline(never)
    init(_ bytes: Span<UInt8>) {
        self =
            bytes.count == 0
            ? .invalid
            : bytes[0] == UInt8(ascii: ":")
                ? Self.pseudo(bytes) : Self.isToken(bytes) ? Self.regular(bytes) : .invalid
    }

    /// - Parameter bytes: a token of lower case, so that looking without case finds no more.
    @inline(__always)
    private static func regular(_ bytes: Span<UInt8>) -> FieldName {
        switch bytes.count {
        case 2: if bytes.equals("te") { return .transferOptions }
        // Nothing is ever expected of whoever answers at once.
        case 6: if bytes.equals("expect") { return .other }
        case 7: if bytes.equals("upgrade") { return .connectionSpecific }
        case 10:
            if bytes.equals("connection") || bytes.equals("keep-alive") {
                return .connectionSpecific
            }
        case 16: if bytes.equals("proxy-connection") { return .connectionSpecific }
        case 17: if bytes.equals("transfer-encoding") { return .connectionSpecific }
        default: break
        }
        guard let field = KnownField.named(bytes, at: 0, count: bytes.count) else { return .other }
        return .known(field)
    }

    private static func pseudo(_ bytes: Span<UInt8>) -> FieldName {
        switch bytes.count {
        case 5: if bytes.equals(":path") { return .path }
        case 7:
            if bytes.equals(":method") { return .method }
            if bytes.equals(":scheme") { return .scheme }
        case 10: if bytes.equals(":authority") { return .authority }
        default: break
        }
        return .otherPseudo
    }

    /// RFC 9113 §8.2.1 asks for less; what HTTP/1 refuses is refused here too.
    @inline(__always)
    private static func isToken(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            // Nearly all names are letters and hyphens: eight at a time, the last ones again.
            if bytes.count >= 8 {
                let start = min(index, bytes.count &- 8)
                let word = unsafe bytes.bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: start, as: UInt64.self)
                if isLettersAndHyphens(word) {
                    index = start &+ 8
                    continue
                }
            }
            let byte = bytes[index]
            let half = byte < 64 ? lowerTokens : upperTokens
            guard byte < 128, half &>> UInt64(byte & 63) & 1 == 1 else { return false }
            index &+= 1
        }
        return true
    }

    /// Of a word of eight octets; letters are those of lower case.
    private static func isLettersAndHyphens(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let ascii = word & (0x7f * ones)
        let others = ~(ascii &+ (0x80 - 0x61) * ones) | (ascii &+ (0x80 - 0x7b) * ones)
        let noHyphens = (ascii ^ 0x2d * ones) &+ 0x7f * ones
        return (others & noHyphens | word) & (0x80 * ones) == 0
    }

    /// tchar (RFC 9110 §5.6.2) without upper case, a bit each: 0–63, then 64–127.
    private static var lowerTokens: UInt64 { 0x03ff_6cfa_0000_0000 }
    private static var upperTokens: UInt64 { 0x57ff_ffff_c000_0000 }
}

extension Span where Element == UInt8 {
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return unsafe withUnsafeBufferPointer { bytes in
            var index = 0
            while unsafe index < bytes.count && bytes[index] == text.utf8Start[index] { index += 1 }
            return index == bytes.count
        }
    }
}

extension KnownField {
    /// In lower case.
    var name: StaticString {
        switch self {
        case .host: "host"
        case .connection: "connection"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .expect: "expect"
        case .userAgent: "user-agent"
        case .forwardedFor: "x-forwarded-for"
        case .forwarded: "forwarded"
        case .via: "via"
        case .accept: "accept"
        case .acceptLanguage: "accept-language"
        case .acceptEncoding: "accept-encoding"
        case .contentType: "content-type"
        case .origin: "origin"
        case .requestMethod: "access-control-request-method"
        case .requestHeaders: "access-control-request-headers"
        case .destination: "sec-fetch-dest"
        case .requestID: "x-request-id"
        case .traceParent: "traceparent"
        }
    }
}
