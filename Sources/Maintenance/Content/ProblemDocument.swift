// The answer as a document for programs.

internal import HTTP

/// RFC 9457 in JSON, and in the XML of its appendix B.
struct ProblemDocument {
    /// Bytes that the number of seconds is given: it is written into each answer.
    static let secondsWidth = 10

    private let status: Int
    private let title: [UInt8]
    private let detail: [UInt8]
    private let link: [UInt8]?
    private let until: [UInt8]?
    private let advisesRetry: Bool

    init(status: Int, _ announcement: Announcement) {
        self.status = status
        title = announcement.title ?? [UInt8](Translation.english.title)
        detail = announcement.message ?? [UInt8](Translation.english.message)
        link = announcement.link
        until = announcement.until.map {
            var text: [UInt8] = []
            InternetTime.append($0, to: &text)
            return text
        }
        advisesRetry = Representation.advisesRetry(status)
    }

    var json: Page {
        var body: [UInt8] = []
        body.append("{\"type\":\"about:blank\",\"title\":\"")
        body.append(escapedJSON: title)
        body.append("\",\"status\":")
        body.append(decimal: status)
        body.append(",\"detail\":\"")
        body.append(escapedJSON: detail)
        body.append("\"")
        member("link", link, &body)
        member("until", until, &body)
        var secondsAt: Int?
        if hasRoom(body) {
            body.append(",\"retryAfter\":")
            secondsAt = Self.leaveRoom(&body)
        }
        body.append("}")
        return Page(
            body: Body(whole: body), contentType: [UInt8]("application/problem+json"),
            secondsAt: secondsAt)
    }

    var xml: Page {
        var body: [UInt8] = []
        body.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        body.append("<problem xmlns=\"urn:ietf:rfc:7807\"><type>about:blank</type>")
        element("title", title, &body)
        body.append("<status>")
        body.append(decimal: status)
        body.append("</status>")
        element("detail", detail, &body)
        element("link", link, &body)
        element("until", until, &body)
        var secondsAt: Int?
        if hasRoom(body) {
            body.append("<retryAfter>")
            secondsAt = Self.leaveRoom(&body)
            body.append("</retryAfter>")
        }
        body.append("</problem>")
        return Page(
            body: Body(whole: body), contentType: [UInt8]("application/problem+xml"),
            secondsAt: secondsAt)
    }

    private func member(_ name: StaticString, _ value: [UInt8]?, _ body: inout [UInt8]) {
        guard let value else { return }
        body.append(",\"")
        body.append(name)
        body.append("\":\"")
        body.append(escapedJSON: value)
        body.append("\"")
    }

    private func element(_ name: StaticString, _ value: [UInt8]?, _ body: inout [UInt8]) {
        guard let value else { return }
        body.append("<")
        body.append(name)
        body.append(">")
        body.append(escapedMarkup: value)
        body.append("</")
        body.append(name)
        body.append(">")
    }

    /// Whether the seconds belong in it. They are written where an answer is put together, which
    /// one that is sent from where it lies isn't.
    private func hasRoom(_ body: [UInt8]) -> Bool {
        advisesRetry && body.count + 64 < ResponseSet.inlineBodyBytes
    }

    /// Spaces, which neither JSON nor a number in XML minds behind the digits.
    private static func leaveRoom(_ body: inout [UInt8]) -> Int {
        let start = body.count
        for _ in 0..<secondsWidth { body.append(UInt8(ascii: " ")) }
        return start
    }
}
