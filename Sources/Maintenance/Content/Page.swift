// A body and what to call it.

import HTTP

/// What is sent as the content of an answer.
package struct Page {
    package let body: Body
    /// The same compressed, if that is worth it.
    var gzip: Body?
    /// The value of Content-Type.
    package let contentType: [UInt8]
    /// The value of Content-Language, if it is known.
    var language: [UInt8]?
    /// The value of Content-Security-Policy; nil for pages whose content isn't ours.
    var policy: [UInt8]?
}

extension Page {
    /// ASCII text as `text/plain; charset=utf-8`.
    package init(text: StaticString) {
        self.init(plainText: [UInt8](text))
    }

    /// Text of anybody's making.
    package init(plainText content: [UInt8]) {
        self.init(
            body: Body(content), contentType: [UInt8]("text/plain; charset=utf-8"))
    }

    /// A file of the operator's; its type follows from its name.
    package init(file content: [UInt8], path: String) throws(PageError) {
        let type = MediaType.of(path: path)
        var contentType = [UInt8](type.name)
        if type.isText {
            if content.isUTF16 { throw .utf16 }
            guard String(validating: content, as: UTF8.self) != nil else { throw .notUTF8 }
            if type.format == .json {
                if content.starts(with: [0xEF, 0xBB, 0xBF]) { throw .byteOrderMark }
                if let line = JSONSyntax.firstBadLine(of: content) { throw .notJSON(line: line) }
            }
            // JSON is UTF-8 by definition and its media type takes no charset: RFC 8259 §11.
            if type.takesCharset { contentType.append("; charset=utf-8") }
        }
        let isWorthCompressing = type.isText && content.count > Gzip.smallest
        self.init(
            body: Body(content), gzip: isWorthCompressing ? Gzip.compress(content) : nil,
            contentType: contentType)
    }

    /// Whether a file of that name is taken for HTML.
    package static func isHTML(path: String) -> Bool { MediaType.of(path: path).format == .html }

    /// The answer when nothing else is configured.
    package static let underMaintenance = Page(text: "Under maintenance")
}
