// The answer as a document for programs.

internal import HTTP

/// RFC 9457 in JSON, and in the XML of its appendix B.
struct ProblemDocument {
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
        return Page(
            body: concluded(body, ",\"retryAfter\":", "", "}"),
            contentType: [UInt8]("application/problem+json"))
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
        return Page(
            body: concluded(body, "<retryAfter>", "</retryAfter>", "</problem>"),
            contentType: [UInt8]("application/problem+xml"))
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

    /// The document with its last member, the seconds, and what closes it. They are written where an
    /// answer is put together, which one that is sent from where it lies isn't.
    private func concluded(
        _ document: [UInt8], _ opening: StaticString, _ closing: StaticString, _ end: StaticString
    ) -> Body {
        guard advisesRetry, document.count + 64 < Body.copiedBytes else {
            return Body(document + [UInt8](end))
        }
        return .countdown(
            before: document + [UInt8](opening), after: [UInt8](closing) + [UInt8](end))
    }
}
