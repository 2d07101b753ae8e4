// The operator's logo, as the address of an image.

import HTTP

/// Never markup of the page: nothing in an image runs or loads anything.
package struct Logo {
    /// Bytes of a file; a larger one isn't read.
    package static let largest = 64 * 1024

    package enum Format {
        case svg, png, webp

        package var name: String {
            switch self {
            case .svg: "svg"
            case .png: "png"
            case .webp: "webp"
            }
        }
    }

    package let format: Format
    /// Bytes of the file.
    package let size: Int
    /// `data:image/…`, without a character that would end an attribute's value.
    let address: [UInt8]

    /// What it is its content says.
    package init(_ content: [UInt8]) throws(LogoError) {
        let format = try Self.format(of: content)
        guard Self.isWhole(content, format) else { throw .cutOff }
        var address: [UInt8] = []
        switch format {
        // Not in Base64, which gzip can do little about.
        case .svg:
            address.append("data:image/svg+xml,")
            address.append(percentEncoded: content)
        case .png:
            address.append("data:image/png;base64,")
            address.append(base64: content)
        case .webp:
            address.append("data:image/webp;base64,")
            address.append(base64: content)
        }
        self.format = format
        size = content.count
        self.address = address
    }

    private static func format(of content: [UInt8]) throws(LogoError) -> Format {
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        if content.starts(with: png) { return .png }
        if content.starts(with: "RIFF".utf8), content.dropFirst(8).starts(with: "WEBP".utf8) {
            return .webp
        }
        guard isSVG(content) else { throw .otherFormat }
        if content.isUTF16 { throw .encoding(.utf16) }
        guard String(validating: content, as: UTF8.self) != nil else { throw .encoding(.notUTF8) }
        // Without it a browser sees no image: SVG 2 §5.1.1.
        guard contains(content, "http://www.w3.org/2000/svg") else { throw .noNamespace }
        return .svg
    }

    /// Whether it has the end that such an image has, and isn't still being copied.
    private static func isWhole(_ content: [UInt8], _ format: Format) -> Bool {
        switch format {
        // The last chunk: PNG §5.6.
        case .png: return contains(content, "IEND")
        // RFC 9649 §2.3, §2.4: the size, least octet first, of what follows it.
        case .webp:
            let size = content[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
            return content.count >= 8 + size
        case .svg:
            let text = content.trimmed()
            guard text.last == UInt8(ascii: ">") else { return false }
            if contains(text, "</svg") || contains(text, ":svg>") { return true }
            // One element that has nothing in it.
            let marks = text.filter { $0 == UInt8(ascii: ">") }
            return marks.count == 1 && text[text.count - 2] == UInt8(ascii: "/")
        }
    }

    /// Text that begins with markup, and of it `svg` before any HTML.
    private static func isSVG(_ content: [UInt8]) -> Bool {
        // Of UTF-16 the half that ASCII has.
        let content = content.isUTF16 ? content.filter { $0 != 0 && $0 < 0x80 } : content
        if content.contains(0) { return false }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = (content.starts(with: mark) ? Array(content[mark.count...]) : content).trimmed()
        return text.first == UInt8(ascii: "<")
            && (contains(text, "<svg") || contains(text, ":svg")) && !contains(text, "<html")
    }

    private static func contains(_ content: [UInt8], _ text: StaticString) -> Bool {
        let text = [UInt8](text)
        for start in content.indices where content[start] == text[0] {
            if content[start...].starts(with: text) { return true }
        }
        return false
    }
}

package enum LogoError: Error, Equatable {
    /// None of those that are taken.
    case otherFormat
    /// SVG in another one than UTF-8.
    case encoding(PageError)
    /// SVG as it stands within HTML, without `xmlns`.
    case noNamespace
    /// Without its end.
    case cutOff
}

extension [UInt8] {
    /// RFC 4648 §4.
    mutating func append(base64 content: [UInt8]) {
        let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        reserveCapacity(count + (content.count + 2) / 3 * 4)
        var index = 0
        while index < content.count {
            let rest = content.count - index
            let bits =
                Int(content[index]) << 16 | (rest > 1 ? Int(content[index + 1]) << 8 : 0)
                | (rest > 2 ? Int(content[index + 2]) : 0)
            append(alphabet[bits >> 18])
            append(alphabet[bits >> 12 & 63])
            append(rest > 1 ? alphabet[bits >> 6 & 63] : UInt8(ascii: "="))
            append(rest > 2 ? alphabet[bits & 63] : UInt8(ascii: "="))
            index += 3
        }
    }

    /// RFC 3986 §2.1: all but what a URL takes as it is. In the attribute's double quotes nothing of
    /// it is markup.
    mutating func append(percentEncoded content: [UInt8]) {
        let digits = [UInt8]("0123456789ABCDEF")
        for byte in content {
            switch byte {
            // Space, and ! $ ' ( ) * + , - . / : ; = ? @ _ ~: what SVG is full of.
            case 0x20, 0x21, 0x24, 0x27...0x2F, 0x3A, 0x3B, 0x3D, 0x3F, 0x40, 0x5F, 0x7E:
                append(byte)
            case _ where byte.isLetter || byte.isDigit: append(byte)
            default:
                append(UInt8(ascii: "%"))
                append(digits[Int(byte >> 4)])
                append(digits[Int(byte & 15)])
            }
        }
    }
}
