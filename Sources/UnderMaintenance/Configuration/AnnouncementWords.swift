// The sentences for what is wrong with an announcement, and for a line of its file.

import HTTP
import Maintenance

extension AnnouncementRemark {
    /// `line 3, until = tomorrow: not an RFC 3339 time`
    @inline(never)
    var words: Finding.Words {
        let value = Self.parts(of: text)?.value ?? []
        let words = error.words(for: value, in: text)
        if case .more = error { return words }
        let place = "line " + String(line) + ", " + shownText + ": "
        return Finding.Words(place + words.reason, words.cure)
    }

    private static let longestText = 60

    /// As much of it as may be seen, in the order in which it stands there.
    private var shownText: String {
        if error == .userInLink { return AnnouncementKey.link.name }
        let parts = Self.parts(of: text)
        if let secret = Secret(parts?.value ?? text, of: .title) {
            return String(bytes: parts?.key ?? []) + " = (" + secret.words + ")"
        }
        let shown = text.cleaned(keepsLines: false)
        guard shown.count > Self.longestText else { return String(bytes: shown) }
        var end = Self.longestText
        while end > 0, shown[end] & 0xC0 == 0x80 { end -= 1 }
        return String(bytes: Array(shown[..<end])) + "…"
    }
}

extension AnnouncementError {
    /// - Parameters:
    ///   - value: what was written, in the environment or behind a key.
    ///   - line: of a file; empty: of none.
    @inline(never)
    func words(for value: [UInt8], in line: [UInt8] = []) -> Finding.Words {
        func accepted(_ variable: Variable) -> String {
            "accepted: " + variable.row.form.accepted
        }
        return switch self {
        case .notUTF8:
            .init("not UTF-8", "write it in UTF-8: in a shell, under LANG=C.UTF-8")
        case .tooLong(let longest):
            .init(
                "longer than " + String(longest) + " bytes",
                "write a shorter text, or a page of your own")
        case .notLink: .init("not an http, https, mailto or tel URL", accepted(.link))
        case .userInLink:
            .init("it holds a user or password, which everybody would read", "leave it out")
        case .notTime: .init("not an RFC 3339 time", accepted(.until))
        case .noZone:
            .init(
                "a time without its zone",
                "write " + String(bytes: value) + "Z for UTC, or add an offset such as +01:00")
        case .tooFar: .init("too far away", accepted(.until))
        case .past:
            .init(
                "in the past; the page says that it takes longer than planned",
                "set another time, or leave it unset")
        case .notWholeNumber: .init("not a whole number", accepted(.refresh))
        case .outOfRange: .init("out of range", accepted(.refresh))
        case .notKeyValue:
            .init("neither key = value nor [language]", "begin it with " + Self.keys + ", or #")
        case .colon: .init("a colon instead of =", "write " + Self.withoutColon(line))
        case .unknownKey:
            .init(
                "no such key",
                Self.nearest(to: AnnouncementRemark.parts(of: line)?.key ?? [])
                    .map { "did you mean " + $0.name + "?" } ?? "accepted: " + Self.keys)
        case .continuation:
            .init("there are no continuation lines", "begin it with message =, once more")
        case .backslash:
            .init(
                "there are no continuation lines: the backslash is left out",
                "take it away, and begin the next line with message =")
        case .repeated(let line):
            .init(
                "line " + String(line) + " says it too, and the last counts",
                "leave out one of the two")
        case .inSection:
            .init(
                "that holds for every language",
                "write it above the first line in brackets")
        case .notSection:
            .init("not a language tag", "write one such as [de] or [pt-BR]")
        case .underscore:
            .init(
                "a language is written with hyphens",
                "write " + String(bytes: AnnouncementRemark.hyphenated(line)))
        case .repeatedSection(let line):
            .init(
                "that language begins on line " + String(line) + "; this is added to it",
                "write what belongs to it there")
        case .tooManySections(let most):
            .init("more than " + String(most) + " languages", "leave out some")
        case .unnamedLink:
            .init(
                "it reads like the link before it", "name both: link = https://a.example/ Text")
        case .more(let count):
            .init(
                String(count) + " lines more aren't as they should be", "mend these first")
        }
    }

    private static func withoutColon(_ line: [UInt8]) -> String {
        let mark = line.firstIndex(of: UInt8(ascii: ":")) ?? 0
        return String(bytes: Array(line[..<mark])) + " ="
            + String(bytes: Array(line[(mark + 1)...]))
    }

    private static let keys = "title, message, link, until, refresh, language"

    /// Those of the environment count as what they are called there.
    private static func nearest(to name: [UInt8]) -> AnnouncementKey? {
        let word = Array(name.map { $0.lowercased }.split(separator: UInt8(ascii: "_")).last ?? [])
        if word.count > 32 { return nil }
        var nearest: AnnouncementKey?
        var smallest = Int.max
        for key in AnnouncementKey.allCases {
            let candidate = Array(key.name.utf8)
            let distance = UnknownVariables.distance(from: word, to: candidate)
            if distance <= max(word.count, candidate.count) / 3, distance < smallest {
                (nearest, smallest) = (key, distance)
            }
        }
        return nearest
    }
}

extension LogoError {
    @inline(never)
    var words: Finding.Words {
        switch self {
        case .otherFormat:
            .init("neither SVG, PNG nor WebP", "convert it to one of these")
        case .noNamespace:
            .init(
                "SVG without its namespace, which no browser shows as an image",
                "write <svg xmlns=\"http://www.w3.org/2000/svg\" …>")
        case .cutOff:
            .init("an image without its end", "copy it beside, whole, and rename it")
        }
    }
}
