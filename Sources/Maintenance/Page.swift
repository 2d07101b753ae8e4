// A body and what to call it.

/// What is sent as the content of an answer.
package struct Page {
    package let body: [UInt8]
    /// The value of Content-Type.
    package let contentType: [UInt8]

    package init(body: [UInt8], contentType: [UInt8]) {
        self.body = body
        self.contentType = contentType
    }

    /// ASCII text as `text/plain; charset=utf-8`.
    package init(text: StaticString) {
        var body: [UInt8] = []
        body.append(text)
        self.init(body: body, contentType: Self.plainText)
    }

    /// The operator's own page; its type follows from its name.
    package init(file body: [UInt8], path: String) {
        let (name, isText) = MediaType.of(path: path)
        var contentType: [UInt8] = []
        contentType.append(name)
        // Text in another encoding is left to say so itself, or to be guessed by the browser.
        if isText, String(validating: body, as: UTF8.self) != nil {
            contentType.append("; charset=utf-8")
        }
        self.init(body: body, contentType: contentType)
    }

    /// The answer when nothing else is configured.
    package static let underMaintenance = Page(text: "Under maintenance")

    private static let plainText: [UInt8] = {
        var type: [UInt8] = []
        type.append("text/plain; charset=utf-8")
        return type
    }()
}
