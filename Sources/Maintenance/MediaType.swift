// What a file's name says about its content.

/// The media type a custom page is sent with, by the extension of its name.
package enum MediaType {
    /// Without a known extension it is taken for HTML, as the name of the variable suggests.
    package static func of(path: String) -> (name: StaticString, isText: Bool) {
        let lowercase = fileExtension(of: path)
        for (ending, name, isText) in known where lowercase == ending { return (name, isText) }
        return ("text/html", true)
    }

    private static let known: [(ending: [UInt8], name: StaticString, isText: Bool)] = [
        (bytes("html"), "text/html", true),
        (bytes("htm"), "text/html", true),
        (bytes("xhtml"), "application/xhtml+xml", true),
        (bytes("txt"), "text/plain", true),
        (bytes("md"), "text/markdown", true),
        (bytes("xml"), "application/xml", true),
        // JSON is UTF-8 by definition and its media type takes no charset: RFC 8259 §11.
        (bytes("json"), "application/json", false),
        (bytes("svg"), "image/svg+xml", false),
        (bytes("png"), "image/png", false),
        (bytes("jpg"), "image/jpeg", false),
        (bytes("jpeg"), "image/jpeg", false),
        (bytes("gif"), "image/gif", false),
        (bytes("webp"), "image/webp", false),
        (bytes("pdf"), "application/pdf", false),
    ]

    private static func bytes(_ text: StaticString) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(text)
        return bytes
    }

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
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): ending.append(byte | 0x20)
            default: ending.append(byte)
            }
        }
        return isFound ? ending : []
    }
}
