// One answer, rendered when the server loads: everything of it that never changes.

internal import HTTP

/// The unchanging bytes of an HTTP/1 answer and its body.
package struct Representation {
    package let status: Int
    /// Status line and fields, each with its CRLF; Date, Retry-After and Connection follow when
    /// it is sent. Vary, if there is one, is the last.
    package let head: [UInt8]
    package let body: Body
    /// Whether Retry-After belongs to the status.
    let advisesRetry: Bool
    /// Whether the next representation is the same, compressed.
    let hasGzip: Bool
    let hasVary: Bool
    /// Where in the body the seconds of Retry-After go; -1: nowhere.
    let secondsAt: Int

    /// - Parameters:
    ///   - vary: the request fields that decide whether this one is sent.
    ///   - isCompressed: the page in the coding gzip.
    ///   - isMarked: whether it says that this is maintenance.
    ///   - extra: further fields, each with its CRLF.
    init(
        status: Int, page: Page, vary: [StaticString] = [], isCompressed: Bool = false,
        isMarked: Bool = true, extra: StaticString = ""
    ) {
        self.status = status
        advisesRetry = Self.advisesRetry(status)
        let endsWithHead = Self.endsWithHead(status)
        body = endsWithHead ? .empty : isCompressed ? page.gzip ?? .empty : page.body
        hasGzip = !endsWithHead && !isCompressed && page.gzip != nil
        hasVary = !vary.isEmpty
        secondsAt = endsWithHead || isCompressed ? -1 : page.secondsAt ?? -1

        var head = [UInt8]("HTTP/1.1 ")
        head.append(decimal: status)
        head.append(" ")
        head.append(StatusCode.reason(for: status))
        head.append("\r\n")
        if !endsWithHead { Self.line("Content-Type: ", page.contentType, &head) }
        // RFC 9110 §8.6: a 204 has no Content-Length; with a 304 it would be that of a 200.
        if status != 204, status != 304 {
            head.append("Content-Length: ")
            head.append(decimal: body.count)
            head.append("\r\n")
        }
        if isCompressed { head.append("Content-Encoding: gzip\r\n") }
        if !endsWithHead {
            if let language = page.language { Self.line("Content-Language: ", language, &head) }
            if let policy = page.policy { Self.line("Content-Security-Policy: ", policy, &head) }
        }
        head.append("Cache-Control: no-store\r\n")
        head.append("X-Content-Type-Options: nosniff\r\n")
        if isMarked { head.append("X-Maintenance-Mode: 1\r\n") }
        head.append(extra)
        if hasVary {
            head.append("Vary: ")
            for index in vary.indices {
                if index > 0 { head.append(", ") }
                head.append(vary[index])
            }
            head.append("\r\n")
        }
        self.head = head
    }

    /// An answer that has nothing to do with maintenance.
    package static func unmarked(status: Int, page: Page) -> Representation {
        Representation(status: status, page: page, isMarked: false)
    }

    static func advisesRetry(_ status: Int) -> Bool { status == 503 || status == 429 }

    /// RFC 9110 §15.3.5, §15.3.6, §15.4.5: these have no content.
    static func endsWithHead(_ status: Int) -> Bool {
        status == 204 || status == 205 || status == 304
    }

    private static func line(_ name: StaticString, _ value: [UInt8], _ head: inout [UInt8]) {
        head.append(name)
        head += value
        head.append("\r\n")
    }
}
