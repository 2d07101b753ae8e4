// One answer, rendered when the server loads: everything of it that never changes.

internal import HTTP

/// Status, fields and body. Date, Retry-After and, for other sites' scripts, further fields are
/// added with each answer.
package struct Representation {
    package let status: Int
    package let body: Body
    /// In the form of HTTP/1: status line and field lines, Vary last.
    let head: [UInt8]
    /// Bytes of it in front of Vary.
    let fieldsEnd: Int
    /// The line that takes the place of Vary where the origin decides too.
    let varyByOrigin: [UInt8]
    /// Whether Retry-After belongs to the status.
    let advisesRetry: Bool
    /// The same, compressed.
    var gzip: RepresentationID?

    /// - Parameters:
    ///   - fields: those that never change; Content-Length is added.
    ///   - vary: the request fields that decide whether this one is sent.
    private init(status: Int, fields: FieldList, body: Body, vary: [StaticString]) {
        self.status = status
        self.body = body
        advisesRetry = Self.advisesRetry(status)
        var head = ResponseHead.statusLine(status) + ResponseHead.lines(fields)
        fieldsEnd = head.count
        head += Self.varyLine(vary)
        self.head = head
        varyByOrigin = Self.varyLine(vary + ["Origin"])
    }

    /// A page as an answer.
    /// - Parameters:
    ///   - vary: the request fields that decide whether this one is sent.
    ///   - isCompressed: the page in the coding gzip.
    ///   - isMarked: whether it says that this is maintenance.
    ///   - extra: further fields.
    init(
        status: Int, page: Page, vary: [StaticString] = [], isCompressed: Bool = false,
        isMarked: Bool = true, extra: [(StaticString, StaticString)] = []
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
        for (name, value) in extra { fields.add(name, value) }
        self.init(status: status, fields: fields, body: body, vary: vary)
    }

    static func advisesRetry(_ status: Int) -> Bool { status == 503 || status == 429 }

    /// RFC 9110 §15.3.5, §15.3.6, §15.4.5: these have none.
    static func hasContent(_ status: Int) -> Bool {
        status != 204 && status != 205 && status != 304
    }

    private static func varyLine(_ names: [StaticString]) -> [UInt8] {
        if names.isEmpty { return [] }
        var fields = FieldList()
        fields.add("Vary", listing: names)
        return ResponseHead.lines(fields)
    }
}
