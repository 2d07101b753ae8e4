// What the markup of a page of the operator's asks for.

import HTTP

/// A look at HTML, as far as telling which files it wants from its own server, which has none of
/// them: every path is answered with a page.
package struct PageMarkup {
    /// What its author won't have meant.
    package struct Oversights {
        /// The first address of an image, a style sheet or a script that is relative; nil: the page holds
        /// everything, or has it from elsewhere.
        package fileprivate(set) var asset: [UInt8]?
        /// The first place for a text that there isn't.
        package fileprivate(set) var place: [UInt8]?
    }

    private let html: [UInt8]
    private var position = 0
    private var oversights = Oversights()

    private init(_ html: [UInt8]) { self.html = html }

    package static func oversights(in html: [UInt8]) -> Oversights {
        var markup = PageMarkup(html)
        while markup.skip(behind: "<") {
            if markup.isAt("!--") {
                _ = markup.skip(behind: "-->")
                continue
            }
            let isScript = markup.isAt("script")
            let isStyle = markup.isAt("style")
            let address = markup.asset(isLink: markup.isAt("link"))
            if markup.oversights.asset == nil, let address, isRelative(address) {
                markup.oversights.asset = Array(address.prefix(100))
            }
            // What stands in them is no markup.
            if isScript { _ = markup.skip(behind: "</script") }
            if isStyle { _ = markup.skip(behind: "</style") }
        }
        return markup.oversights
    }

    /// Whether there are places in it for the announcement.
    static func isFilled(_ html: [UInt8]) -> Bool { has("data-maintenance=", html) }

    /// Whether the script fills it.
    private static func isFilled(place name: [UInt8]) -> Bool {
        let name = PageMarkup(name)
        return name.isAt("title") || name.isAt("message") || name.isAt("until") || name.isAt("left")
    }

    @inline(never)
    private static func has(_ text: StaticString, _ html: [UInt8]) -> Bool {
        var markup = PageMarkup(html)
        return markup.skip(behind: text)
    }

    /// Goes to the end of a tag.
    /// - Returns: the address of what is loaded with it.
    private mutating func asset(isLink: Bool) -> [UInt8]? {
        var address: [UInt8]?
        // Other links only name an address.
        var isLoaded = !isLink
        var isBetween = false
        while position < html.count, html[position] != UInt8(ascii: ">") {
            let byte = html[position]
            let isRelation = isBetween && isLink && isAt("rel=")
            let isSource =
                isBetween && (isAt("src=") || isAt("poster=") || isLink && isAt("href="))
            let isPlace = isBetween && isAt("data-maintenance=")
            if isRelation || isSource || isPlace { _ = skip(behind: "=") }
            if isRelation || isSource || isPlace || Self.isQuote(byte) {
                guard let value = value() else { return nil }
                if isPlace, oversights.place == nil, !Self.isFilled(place: value) {
                    oversights.place = Array(value.prefix(100))
                }
                if isSource { address = value }
                if isRelation {
                    isLoaded = Self.has("stylesheet", value) || Self.has("icon", value)
                }
                isBetween = true
            } else {
                isBetween = byte <= UInt8(ascii: " ") || byte == UInt8(ascii: "/")
                position += 1
            }
        }
        return isLoaded ? address : nil
    }

    /// - Returns: nil if it has no end.
    private mutating func value() -> [UInt8]? {
        guard position < html.count else { return nil }
        let quote = html[position]
        let isQuoted = Self.isQuote(quote)
        let start = isQuoted ? position + 1 : position
        let rest = html[start...]
        let end =
            isQuoted
            ? rest.firstIndex { $0 == quote }
            : rest.firstIndex { $0 <= UInt8(ascii: " ") || $0 == UInt8(ascii: ">") }
        guard let end else { return nil }
        position = isQuoted ? end + 1 : end
        return Array(html[start..<end])
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    /// Without a scheme and a host, and not a part of the page itself.
    private static func isRelative(_ address: [UInt8]) -> Bool {
        guard let first = address.first, first != UInt8(ascii: "#"),
            !address.starts(with: [UInt8]("//"))
        else { return false }
        let end = address.firstIndex { !$0.isLetter && !$0.isDigit && $0 != UInt8(ascii: "+") }
        guard let end else { return true }
        return address[end] != UInt8(ascii: ":")
    }

    /// - Returns: whether it is there.
    private mutating func skip(behind text: StaticString) -> Bool {
        while position < html.count {
            if isAt(text) {
                position += text.utf8CodeUnitCount
                return true
            }
            position += 1
        }
        return false
    }

    /// - Parameter text: in lower case.
    @inline(never)
    private func isAt(_ text: StaticString) -> Bool {
        guard position + text.utf8CodeUnitCount <= html.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount {
            let wanted = unsafe text.utf8Start[offset]
            if html[position + offset].lowercased != wanted { return false }
        }
        return true
    }
}
