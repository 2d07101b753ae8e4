// What a request keeps of its fields.

import Testing

@testable import HTTP

@Suite struct RequestTests {
    /// Whoever adds a field says here how it is called.
    static func name(_ field: KnownField) -> String {
        switch field {
        case .host: "Host"
        case .connection: "Connection"
        case .contentLength: "Content-Length"
        case .transferEncoding: "Transfer-Encoding"
        case .expect: "Expect"
        case .userAgent: "User-Agent"
        case .forwardedFor: "X-Forwarded-For"
        case .forwarded: "Forwarded"
        case .via: "Via"
        case .accept: "Accept"
        case .acceptLanguage: "Accept-Language"
        case .acceptEncoding: "Accept-Encoding"
        case .contentType: "Content-Type"
        case .origin: "Origin"
        case .requestMethod: "Access-Control-Request-Method"
        case .requestHeaders: "Access-Control-Request-Headers"
        case .destination: "Sec-Fetch-Dest"
        case .requestID: "X-Request-Id"
        case .traceParent: "traceparent"
        }
    }

    @Test func `a request has a place for every known field`() throws {
        var request = Request()
        let fields = KnownField.allCases.count
        try #require(
            fields <= request.values.count,
            "\(fields) known fields: make `Request.values` an InlineArray of \(fields) `.empty`")
        try #require(
            fields <= KnownField.host.bit.bitWidth,
            "\(fields) known fields: make `present`, `repeated` and `KnownField.bit` wider")
        for (number, field) in KnownField.allCases.enumerated() {
            #expect(!request.has(field) && request[field] == .empty)
            request.note(field, ByteRange(start: UInt32(number + 1), count: 0))
        }
        for (number, field) in KnownField.allCases.enumerated() {
            #expect(request.has(field) && request[field].start == UInt32(number + 1))
        }
    }

    @Test(arguments: KnownField.allCases)
    func `a field is known by its whole name, without case`(_ field: KnownField) {
        let name = Self.name(field)
        func named(_ name: String) -> KnownField? {
            guarded(name) { KnownField.named($0, at: 0, count: $0.count) }
        }
        for text in [name, name.lowercased(), name.uppercased()] { #expect(named(text) == field) }
        for text in ["q" + name.dropFirst(), name.dropLast() + "~", name + "x", "x" + name] {
            #expect(named(text) == nil, "\(text)")
        }
    }

    @Test func `a proxy has touched it if one of three fields is there`() {
        for field in KnownField.allCases {
            var request = Request()
            request.note(field, .empty)
            let isForwarded = field == .forwardedFor || field == .forwarded || field == .via
            #expect(request.isForwarded == isForwarded)
        }
    }
}
