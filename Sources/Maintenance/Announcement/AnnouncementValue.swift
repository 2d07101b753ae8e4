// The values of an announcement, in its file and in the environment.

import HTTP

package enum AnnouncementValue {
    /// Seconds between the page's looks.
    package static let refreshBounds = 0...86_400

    /// - Parameter keepsLines: line feeds stay.
    /// - Returns: what may be shown; empty for one that says nothing.
    package static func text(
        _ value: [UInt8], keepsLines: Bool, longest: Int
    ) throws(AnnouncementError) -> [UInt8] {
        let text = value.cleaned(keepsLines: keepsLines).trimmed()
        guard text.count <= longest else { throw .tooLong(longest: longest) }
        return text
    }

    /// A URL that a browser may be sent to: no `javascript:`, nothing that ends the attribute, and
    /// nobody's password.
    package static func url(_ value: [UInt8]) throws(AnnouncementError) -> [UInt8] {
        guard value.count <= Announcement.longestURL, isURL(value) else { throw .notLink }
        if holdsUser(value) { throw .userInLink }
        return value
    }

    private static func isURL(_ value: [UInt8]) -> Bool {
        var scheme = 0
        for candidate in ["http://", "https://", "mailto:", "tel:"]
        where Array(value.prefix(candidate.utf8.count)).equalsIgnoringCase(candidate) {
            scheme = candidate.utf8.count
        }
        guard scheme > 0, value.count > scheme, value[scheme] != UInt8(ascii: "/"),
            // Nothing that shows it in another order, either.
            value.cleaned(keepsLines: false) == value
        else { return false }
        for byte in value where byte <= 0x20 || byte == 0x7F { return false }
        for byte in Array("\"<>\\^`{|}".utf8) where value.contains(byte) { return false }
        return true
    }

    private static func holdsUser(_ value: [UInt8]) -> Bool {
        let parts = value.split(separator: UInt8(ascii: "/"), maxSplits: 2)
        // Not `mailto:`, which may hold an address of the web.
        guard parts.count > 1, parts[0].count <= "https:".utf8.count else { return false }
        return parts[1].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
            .contains(UInt8(ascii: "@"))
    }

    /// Unix time; one that has passed, too: the page says then that it takes longer than planned.
    package static func until(_ value: [UInt8], now: Int) throws(AnnouncementError) -> Int {
        guard let moment = InternetTime.parse(value.span) else {
            let isWithoutZone = InternetTime.parse((value + [UInt8(ascii: "Z")]).span) != nil
            throw isWithoutZone ? .noZone : .notTime
        }
        if moment - now > RetryAfter.longest { throw .tooFar }
        return moment
    }

    static func refresh(_ value: [UInt8]) throws(AnnouncementError) -> Int {
        guard let seconds = value.decimal() else { throw .notWholeNumber }
        guard refreshBounds.contains(seconds) else { throw .outOfRange }
        return seconds
    }

    /// `#rrggbb` in lower case; nil for anything else.
    package static func color(_ value: [UInt8]) -> [UInt8]? {
        let color = value.map { $0.lowercased }
        guard color.count == 7, color[0] == UInt8(ascii: "#") else { return nil }
        for digit in color[1...] where !digit.isDigit && !(0x61...0x66).contains(digit) {
            return nil
        }
        return color
    }
}
