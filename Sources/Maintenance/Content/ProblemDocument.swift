// The answer as a document for programs.

internal import HTTP

/// RFC 9457 in JSON, and in the XML of its appendix B.
struct ProblemDocument {
    private let status: Int
    private let title: [UInt8]
    private let detail: [UInt8]
    private let links: [Announcement.Link]
    private let until: [UInt8]?
    private let advisesRetry: Bool
    /// Those of title and detail that are known, where that says anything.
    private let languages: [UInt8]?

    init(status: Int, _ announcement: Announcement, _ texts: Announcement.Texts) {
        self.status = status
        let english = Translation.english
        title = texts.title?.content ?? [UInt8](english.title)
        detail = texts.message?.content ?? [UInt8](english.message)
        links = texts.links
        languages =
            announcement.knowsLanguages ? Self.languages(of: [texts.title, texts.message]) : nil
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
        if !links.isEmpty {
            body.append(",\"links\":[")
            for (index, link) in links.enumerated() {
                body.append(index > 0 ? ",{\"href\":\"" : "{\"href\":\"")
                body.append(escapedJSON: link.url)
                body.append("\"")
                member("text", link.text?.content, &body)
                body.append("}")
            }
            body.append("]")
        }
        member("until", until, &body)
        return Page(
            body: concluded(body, ",\"retryAfter\":", "", "}"),
            contentType: [UInt8]("application/problem+json"), language: languages)
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
        if !links.isEmpty {
            // RFC 9457 appendix B: the elements of an array are called so.
            body.append("<links>")
            for link in links {
                body.append("<i>")
                element("href", link.url, &body)
                element("text", link.text?.content, &body)
                body.append("</i>")
            }
            body.append("</links>")
        }
        element("until", until, &body)
        return Page(
            body: concluded(body, "<retryAfter>", "</retryAfter>", "</problem>"),
            contentType: [UInt8]("application/problem+xml"), language: languages)
    }

    /// As Content-Language has them; our own text is in English.
    private static func languages(of texts: [Announcement.Text?]) -> [UInt8]? {
        var known: [[UInt8]] = []
        for text in texts {
            let language = text == nil ? [UInt8](Translation.english.tag) : text?.language
            if let language, !known.contains(language) { known.append(language) }
        }
        guard var list = known.first else { return nil }
        for language in known.dropFirst() {
            list.append(", ")
            list += language
        }
        return list
    }

    @inline(never)
    private func member(_ name: StaticString, _ value: [UInt8]?, _ body: inout [UInt8]) {
        guard let value else { return }
        body.append(",\"")
        body.append(name)
        body.append("\":\"")
        body.append(escapedJSON: value)
        body.append("\"")
    }

    @inline(never)
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
