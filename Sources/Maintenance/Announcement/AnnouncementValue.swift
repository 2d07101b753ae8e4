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
        guard value.count <= Announcement.longestURL else {
            throw .tooLong(longest: Announcement.longestURL)
        }
        if holdsUser(value) { throw .userInLink }
        if let mistake = LinkMistake.of(value) { throw .link(mistake) }
        return value
    }

    private static func holdsUser(_ value: [UInt8]) -> Bool {
        let parts = value.split(separator: UInt8(ascii: "/"), maxSplits: 2)
        // Not `mailto:`, which may hold an address of the web.
        guard parts.count > 1, parts[0].count <= "https:".utf8.count else { return false }
        return parts[1].prefix { !LinkMistake.endsAuthority($0) }.contains(UInt8(ascii: "@"))
    }

    /// Whether a URL with a password is in it, of whichever scheme.
    package static func holdsPassword(_ text: [UInt8]) -> Bool {
        var start = 0
        while start + 3 <= text.count {
            guard text[start...].starts(with: "://".utf8) else {
                start += 1
                continue
            }
            start += 3
            let authority = text[start...].prefix { $0 > 0x20 && !LinkMistake.endsAuthority($0) }
            guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { continue }
            if authority[..<at].contains(UInt8(ascii: ":")) { return true }
        }
        return false
    }

    /// Unix time; one that has passed, too: the page says then that it takes longer than planned.
    package static func until(_ value: [UInt8], now: Int) throws(AnnouncementError) -> Int {
        guard let moment = InternetTime.parse(value.span) else {
            throw .time(TimeMistake.of(value))
        }
        if moment - now > RetryAfter.longest { throw .tooFar }
        return moment
    }

    static func refresh(_ value: [UInt8]) throws(AnnouncementError) -> Int {
        guard let seconds = value.decimal() else {
            throw value.isNegative ? .outOfRange : .notWholeNumber
        }
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
