// The request fields somebody in the house asks for.

/// To learn a new field: a case here, and its name under its length below. Its value is then
/// `request[.thatField]`. `Request` has a place for each, which a test holds against this list.
package enum KnownField: UInt8, CaseIterable, Sendable {
    case host, connection, contentLength, transferEncoding, expect
    case userAgent, forwardedFor, forwarded, via
    case accept, acceptLanguage, acceptEncoding, contentType
    case origin, requestMethod, requestHeaders
    case destination
    case requestID, traceParent

    /// A set of fields.
    package struct Bits: OptionSet, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package static let forwardedFor = Bits(.forwardedFor)
        package static let forwarded = Bits(.forwarded)
        package static let via = Bits(.via)
        package static let accept = Bits(.accept)
        package static let contentType = Bits(.contentType)
        package static let origin = Bits(.origin)
        package static let destination = Bits(.destination)
        package static let requestID = Bits(.requestID)

        private init(_ field: KnownField) { rawValue = field.bit }
    }

    /// A list of what is preferred, with weights.
    var isPreference: Bool {
        self == .accept || self == .acceptLanguage || self == .acceptEncoding
    }

    @inline(__always)
    var bit: UInt32 { 1 &<< UInt32(rawValue) }
}

extension KnownField {
    /// The field of that name, compared without case (RFC 9110 §5.1).
    /// The length decides first, so an unknown name costs next to nothing.
    @inline(always)
    package static func named(_ bytes: Span<UInt8>, at start: Int, count: Int) -> KnownField? {
        switch count {
        case 3: if bytes.hasName("via", at: start) { return .via }
        case 4: if bytes.hasName("host", at: start) { return .host }
        case 6:
            if bytes.hasName("accept", at: start) { return .accept }
            if bytes.hasName("origin", at: start) { return .origin }
            if bytes.hasName("expect", at: start) { return .expect }
        case 9: if bytes.hasName("forwarded", at: start) { return .forwarded }
        case 10:
            if bytes.hasName("connection", at: start) { return .connection }
            if bytes.hasName("user-agent", at: start) { return .userAgent }
        case 11: if bytes.hasName("traceparent", at: start) { return .traceParent }
        case 12:
            if bytes.hasName("content-type", at: start) { return .contentType }
            if bytes.hasName("x-request-id", at: start) { return .requestID }
        case 14:
            // The last letter first: browsers send Sec-Fetch-Mode and -Site too.
            switch bytes[start &+ 13] | 0x20 {
            case UInt8(ascii: "h"):
                if bytes.hasName("content-length", at: start) { return .contentLength }
            case UInt8(ascii: "t"):
                if bytes.hasName("sec-fetch-dest", at: start) { return .destination }
            default: break
            }
        case 15:
            if bytes.hasName("accept-encoding", at: start) { return .acceptEncoding }
            if bytes.hasName("accept-language", at: start) { return .acceptLanguage }
            if bytes.hasName("x-forwarded-for", at: start) { return .forwardedFor }
        case 17: if bytes.hasName("transfer-encoding", at: start) { return .transferEncoding }
        case 29:
            if bytes.hasName("access-control-request-method", at: start) { return .requestMethod }
        case 30:
            if bytes.hasName("access-control-request-headers", at: start) {
                return .requestHeaders
            }
        default: break
        }
        return nil
    }
}
