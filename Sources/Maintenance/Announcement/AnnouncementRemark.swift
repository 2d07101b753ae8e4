// What is wrong with a line of an announcement's file, or with a text in the environment.

import HTTP

package struct AnnouncementRemark: Equatable {
    /// From 1.
    package let line: Int
    /// What stands there, without white space round it.
    package let text: [UInt8]
    package let error: AnnouncementError

    /// The key and what stands behind it; nil where nothing but a key can't be meant.
    @inline(never)
    package static func parts(of text: [UInt8]) -> (key: [UInt8], value: [UInt8])? {
        var mark = 0
        while mark < text.count, text[mark] != UInt8(ascii: "=") { mark += 1 }
        let key = Array(text[..<mark]).trimmed()
        guard mark < text.count, !key.isEmpty else { return nil }
        for byte in key
        where !byte.isLetter && !byte.isDigit && byte != UInt8(ascii: "_")
            && byte != UInt8(ascii: "-")
        {
            return nil
        }
        return (key, Array(text[(mark + 1)...]).trimmed())
    }

    /// Whether it is as YAML has it.
    static func isColon(_ text: [UInt8]) -> Bool {
        var mark = 0
        while mark < text.count, text[mark] != UInt8(ascii: ":") { mark += 1 }
        return mark < text.count
            && AnnouncementKey.named(Array(text[..<mark]).trimmed()) != nil
    }

    /// `pt-BR` of `pt_BR`.
    package static func hyphenated(_ text: [UInt8]) -> [UInt8] {
        var text = text
        for index in text.indices where text[index] == UInt8(ascii: "_") {
            text[index] = UInt8(ascii: "-")
        }
        return text
    }
}

package enum AnnouncementError: Error, Equatable {
    // Of a value, wherever it stands.
    case notUTF8
    /// Bytes at most.
    case tooLong(longest: Int)
    case link(LinkMistake)
    /// `https://user:password@…`
    case userInLink
    /// The same in a text, which is taken all the same.
    case passwordInText
    case time(TimeMistake)
    case tooFar
    /// Taken all the same.
    case past
    case notWholeNumber, outOfRange

    // Of a line.
    /// NUL, or one like it.
    case controlByte
    case notKeyValue
    /// `title: text`
    case colon
    case unknownKey
    /// It goes on where the line before it ended.
    case continuation
    /// It ends in a backslash, which is left out.
    case backslash
    /// The number of the line that said it first; the last counts.
    case repeated(line: Int)
    /// What holds for every language stands within a section.
    case inSection

    // Of a section.
    case notSection
    /// `[pt_BR]`: the same with hyphens.
    case underscore
    /// The number of the line on which it begins; what follows is added to it.
    case repeatedSection(line: Int)
    case tooManySections(most: Int)

    // Of all.
    /// Links that would read alike.
    case unnamedLink
    /// Lines about which nothing more is said.
    case more(count: Int)

    /// Whether the line counts, or what of it can.
    package var isTaken: Bool {
        switch self {
        case .passwordInText, .past, .backslash, .repeated, .repeatedSection, .unnamedLink, .more:
            true
        default: false
        }
    }
}

package enum AnnouncementKey: CaseIterable {
    case title, message, link, until, refresh, language

    /// In lower case.
    package var name: String {
        switch self {
        case .title: "title"
        case .message: "message"
        case .link: "link"
        case .until: "until"
        case .refresh: "refresh"
        case .language: "language"
        }
    }

    /// Letter case doesn't matter.
    static func named(_ name: [UInt8]) -> AnnouncementKey? {
        for key in allCases where name.equalsIgnoringCase(key.name) { return key }
        return nil
    }
}
