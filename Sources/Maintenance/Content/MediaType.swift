// What a file's name says about its content.

import HTTP

/// The media type a custom page is sent with, by the extension of its name.
struct MediaType {
    let name: StaticString
    /// Which of the negotiated formats it is; nil for another one.
    let format: FormatChoice?
    /// UTF-8, and worth compressing.
    var isText = true
    var takesCharset = true

    /// Without a known extension it is taken for HTML, as the name of the variable suggests.
    static func of(path: String) -> MediaType {
        let ending = fileExtension(of: path)
        for (name, type) in known where ending == [UInt8](name) { return type }
        return MediaType(name: "text/html", format: .html)
    }

    private static var known: [(StaticString, MediaType)] {
        [
            ("html", MediaType(name: "text/html", format: .html)),
            ("htm", MediaType(name: "text/html", format: .html)),
            ("xhtml", MediaType(name: "application/xhtml+xml", format: .html)),
            ("txt", MediaType(name: "text/plain", format: .text)),
            ("md", MediaType(name: "text/markdown", format: nil)),
            ("xml", MediaType(name: "application/xml", format: .xml)),
            ("json", MediaType(name: "application/json", format: .json, takesCharset: false)),
            ("svg", MediaType(name: "image/svg+xml", format: nil, takesCharset: false)),
            ("png", image("image/png")), ("jpg", image("image/jpeg")),
            ("jpeg", image("image/jpeg")), ("gif", image("image/gif")),
            ("webp", image("image/webp")), ("pdf", image("application/pdf")),
        ]
    }

    private static func image(_ name: StaticString) -> MediaType {
        MediaType(name: name, format: nil, isText: false, takesCharset: false)
    }

    /// In lower case, without its full stop; empty if there is none.
    private static func fileExtension(of path: String) -> [UInt8] {
        var ending: [UInt8] = []
        var isFound = false
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "."):
                ending.removeAll()
                isFound = true
            case UInt8(ascii: "/"):
                ending.removeAll()
                isFound = false
            default: ending.append(byte.lowercased)
            }
        }
        return isFound ? ending : []
    }
}
