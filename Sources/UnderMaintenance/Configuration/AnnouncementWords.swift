// The sentences for what is wrong with an announcement, and for a line of its file.

import HTTP
import Kernel
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

    /// As much of it as may be seen.
    private var shownText: String {
        if error == .userInLink { return AnnouncementKey.link.name }
        let parts = Self.parts(of: text)
        if let secret = Secret(parts?.value ?? text, of: .title) {
            return String(bytes: parts?.key ?? []) + " = (" + secret.words + ")"
        }
        guard text.count > Self.longestText else { return SystemText.decode(text) }
        var end = Self.longestText
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return SystemText.decode(Array(text[..<end])) + "…"
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
        case .notUTF8 where !line.isEmpty: PageError.notUTF8.sentences
        case .notUTF8:
            .init("not UTF-8", "write it in UTF-8: in a shell, under LANG=C.UTF-8")
        case .tooLong(let longest):
            .init(
                "longer than " + String(longest) + " bytes",
                "write a shorter text, or a page of your own")
        case .link(let mistake): mistake.words
        case .userInLink:
            .init("it holds a user or password, which everybody would read", "leave it out")
        case .passwordInText:
            .init("a URL with a password, which everybody reads", "leave the password out")
        case .time(let mistake): mistake.words(for: value)
        case .tooFar: .init("too far away", accepted(.until))
        case .past:
            .init(
                "in the past; the page says that it takes longer than planned",
                "set another time, or leave it unset")
        case .notWholeNumber: .init("not a whole number", accepted(.refresh))
        case .outOfRange: .init("out of range", accepted(.refresh))
        case .controlByte: .init("a control character", "take it away")
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
        let keys = AnnouncementKey.allCases
        return UnknownVariables.nearest(to: word, among: keys.map { Array($0.name.utf8) })
            .map { keys[$0] }
    }
}

extension LinkMistake {
    @inline(never)
    fileprivate var words: Finding.Words {
        let accepted = "accepted: " + Variable.link.row.form.accepted
        return switch self {
        case .scheme: .init("not an http, https, mailto or tel URL", accepted)
        case .character:
            .init(
                "a blank or sign that no URL has as it is", "write % and the digits of its bytes")
        case .noHost: .init("a URL without a host", accepted)
        case .host: .init("a host that no browser opens", accepted)
        case .ipv6: .init("not an IPv6 address in brackets", "write it as https://[2001:db8::1]/")
        case .ipv4: .init("a host that ends in a number and is no IPv4 address", accepted)
        case .port: .init("not a port", "write a port of " + Variable.port.row.form.accepted)
        case .address: .init("not an e-mail address", accepted)
        case .number: .init("not a telephone number", accepted)
        }
    }
}

extension TimeMistake {
    @inline(never)
    fileprivate func words(for value: [UInt8]) -> Finding.Words {
        let accepted = "accepted: " + Variable.until.row.form.accepted
        let meant = Self.meant(by: value).map { "write " + String(bytes: $0) } ?? accepted
        return switch self {
        case .form: .init("not an RFC 3339 time", accepted)
        case .notASCII: .init("digits or signs beyond ASCII", accepted)
        case .dateOnly:
            .init("a date without its time", "add time and zone, such as T18:00+01:00")
        case .noZone:
            .init(
                "a time without its zone",
                "write " + String(bytes: value) + "Z for UTC, or add an offset such as +01:00")
        case .zoneName:
            .init("a zone by its name", "write its offset, such as +01:00, or Z for UTC")
        case .comment: .init("something behind the time", meant)
        case .blankBeforeZone: .init("a blank before the zone", meant)
        case .zoneWithoutColon: .init("a zone without hours, colon and minutes", meant)
        case .midnight: .init("there is no 24:00", "write 00:00 of the day after")
        case .month: .init("there is no such month", "write 01–12")
        case .day: .init("that month has no such day", "write one of its days")
        case .hour: .init("there is no such hour", "write 00–23")
        case .minute: .init("there is no such minute", "write 00–59")
        case .second: .init("there is no such second", "write 00–60")
        case .offset: .init("there is no such offset", accepted)
        }
    }
}

extension LogoError {
    @inline(never)
    var words: Finding.Words {
        switch self {
        case .otherFormat:
            .init("neither SVG, PNG nor WebP", "convert it to one of these")
        case .encoding(let error):
            .init("SVG, " + error.sentences.reason, error.sentences.cure)
        case .noNamespace:
            .init(
                "SVG without its namespace, which no browser shows as an image",
                "write <svg xmlns=\"http://www.w3.org/2000/svg\" …>")
        case .cutOff:
            .init("an image without its end", "copy it beside, whole, and rename it")
        }
    }
}
