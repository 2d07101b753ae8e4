// One answer, rendered when the server loads: everything of it that never changes.

internal import HTTP

/// The unchanging bytes of an HTTP/1 answer and its body.
package struct Representation {
    package let status: Int
    /// Status line and fields, each with its CRLF; Date, Retry-After and Connection follow when
    /// it is sent.
    package let head: [UInt8]
    package let body: [UInt8]
    /// Whether Retry-After belongs to the status.
    let advisesRetry: Bool

    package init(status: Int, page: Page) {
        self.status = status
        advisesRetry = status == 503 || status == 429
        // RFC 9110 §15.3.5, §15.3.6, §15.4.5: these end with the head.
        let endsWithHead = status == 204 || status == 205 || status == 304
        body = endsWithHead ? [] : page.body

        var head: [UInt8] = []
        head.append("HTTP/1.1 ")
        head.append(decimal: status)
        head.append(" ")
        head.append(StatusCode.reason(for: status))
        head.append("\r\n")
        if !endsWithHead {
            head.append("Content-Type: ")
            head.append(contentsOf: page.contentType)
            head.append("\r\n")
        }
        // RFC 9110 §8.6: a 204 has no Content-Length; with a 304 it would be that of a 200.
        if status != 204, status != 304 {
            head.append("Content-Length: ")
            head.append(decimal: body.count)
            head.append("\r\n")
        }
        head.append("Cache-Control: no-store\r\n")
        head.append("X-Content-Type-Options: nosniff\r\n")
        head.append("X-Maintenance-Mode: 1\r\n")
        self.head = head
    }
}
