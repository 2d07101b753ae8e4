// One answer, rendered when the server loads: everything of it that never changes.

internal import HTTP
internal import HTTP2

/// Status, fields and body. Date, Retry-After and, for other sites' scripts, further fields are
/// added with each answer.
package struct Representation {
    package let status: Int
    package let kind: AnswerKind
    package let body: Body
    /// In the form of HTTP/1: status line and field lines, Vary last.
    let head: [UInt8]
    /// Bytes of it in front of Vary.
    let headWithoutVary: Int
    /// In the form of HTTP/2, in the same order.
    let block: [UInt8]
    let blockWithoutVary: Int
    /// The request fields that decide whether this one is sent.
    let vary: [StaticString]
    /// Whether Retry-After belongs to the status.
    let advisesRetry: Bool
    /// The same, compressed.
    var gzip: RepresentationID?

    /// - Parameters:
    ///   - fields: those that never change; Content-Length is added.
    ///   - vary: the request fields that decide whether this one is sent.
    private init(
        status: Int, kind: AnswerKind, fields: FieldList, body: Body, vary: [StaticString]
    ) {
        self.status = status
        self.kind = kind
        self.body = body
        advisesRetry = Self.advisesRetry(status)
        self.vary = vary
        var varyField = FieldList()
        if !vary.isEmpty { varyField.add("Vary", listing: vary) }
        let head = ResponseHead.statusLine(status) + ResponseHead.lines(fields)
        headWithoutVary = head.count
        self.head = head + ResponseHead.lines(varyField)
        var block = FieldBlock(status: status)
        // Trailers alone have no content to have a length: gRPC over HTTP/2.
        block.append(kind == .grpc ? fields.without("Content-Length") : fields)
        blockWithoutVary = block.bytes.count
        block.append(varyField)
        self.block = block.bytes
    }

    /// A page as an answer.
    /// - Parameters:
    ///   - vary: the request fields that decide whether this one is sent.
    ///   - isCompressed: the page in the coding gzip.
    ///   - isMarked: whether it says that this is maintenance.
    ///   - kind: nil: by the page's media type.
    init(
        status: Int, page: Page, vary: [StaticString] = [], isCompressed: Bool = false,
        isMarked: Bool = true, kind: AnswerKind? = nil
    ) {
        let hasContent = Self.hasContent(status)
        let body = !hasContent ? .empty : isCompressed ? page.gzip ?? .empty : page.body
        var fields = FieldList()
        if hasContent { fields.add("Content-Type", page.contentType) }
        // RFC 9110 §8.6: a 204 has no Content-Length; with a 304 it would be that of a 200.
        if status != 204, status != 304 { fields.add("Content-Length", decimal: body.count) }
        if isCompressed { fields.add("Content-Encoding", "gzip") }
        if hasContent {
            if let language = page.language { fields.add("Content-Language", language) }
            if let policy = page.policy { fields.add("Content-Security-Policy", policy) }
        }
        fields.add("Cache-Control", "no-store")
        fields.add("X-Content-Type-Options", "nosniff")
        if isMarked { fields.add("X-Maintenance-Mode", "1") }
        if kind == .grpc {
            // UNAVAILABLE: what client libraries try again after.
            fields.add("grpc-status", "14")
            fields.add("grpc-message", "Under maintenance")
        }
        self.init(
            status: status, kind: kind ?? AnswerKind(contentType: page.contentType),
            fields: fields, body: body, vary: vary)
    }

    static func advisesRetry(_ status: Int) -> Bool { status == 503 || status == 429 }

    /// RFC 9110 §15.3.5, §15.3.6, §15.4.5: these have none.
    static func hasContent(_ status: Int) -> Bool {
        status != 204 && status != 205 && status != 304
    }
}
