// Reading an announcement's file line by line, while every remark is kept.

import HTTP

struct AnnouncementReader {
    /// Lines about which something is said; of more only their number.
    private static let mostRemarks = 20

    private let now: Int
    private var file = AnnouncementFile()
    private var current = OpenSection(line: 0)
    private var closed: [OpenSection] = []
    /// Of a section that can't be one.
    private var isLeftOut = false
    private var line = 0
    private var text: [UInt8] = []
    private var hasBackslash = false
    private var untilLine: Int?
    private var refreshLine: Int?
    private var languageLine: Int?
    private var untold = 0

    /// One that lines are still added to.
    private struct OpenSection {
        /// On which it begins.
        let line: Int
        var section = AnnouncementFile.Section()
        var titleLine: Int?
        var messageLines: [[UInt8]] = []
        var hasMessage = false
        var links: [Announcement.Link] = []
        var hasLinks = false
        /// Links to the web without a text.
        var unnamedLinks = 0

        var isCommon: Bool { line == 0 }
    }

    init(now: Int) { self.now = now }

    mutating func read(_ bytes: [UInt8]) {
        line += 1
        text = bytes.trimmed()
        let isBehindBackslash = hasBackslash
        hasBackslash = false
        guard let first = text.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";")
        else { return }
        if first == UInt8(ascii: "[") { isLeftOut = false }
        if isLeftOut { return }
        guard String(validating: text, as: UTF8.self) != nil else {
            isLeftOut = first == UInt8(ascii: "[")
            return note(.notUTF8)
        }
        if first == UInt8(ascii: "[") { return beginSection() }
        guard let mark = text.firstIndex(of: UInt8(ascii: "=")), isWord(text[..<mark]) else {
            let isIndented = bytes.first == 0x20 || bytes.first == 0x09
            return note(
                isBehindBackslash || isIndented ? .continuation : colon() ?? .notKeyValue)
        }
        let name = Array(text[..<mark]).trimmed()
        var value = Array(text[(mark + 1)...]).trimmed()
        if value.last == UInt8(ascii: "\\") {
            value.removeLast()
            hasBackslash = true
            note(.backslash)
        }
        guard let key = AnnouncementKey.named(name) else { return note(.unknownKey(name)) }
        do throws(AnnouncementError) {
            try take(key, value.unquoted())
        } catch {
            note(error)
        }
    }

    /// Whether nothing but a key can be meant.
    private func isWord(_ text: ArraySlice<UInt8>) -> Bool {
        let word = Array(text).trimmed()
        return !word.isEmpty
            && word.allSatisfy {
                $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }

    /// As YAML has it.
    private func colon() -> AnnouncementError? {
        guard let mark = text.firstIndex(of: UInt8(ascii: ":")),
            let key = AnnouncementKey.named(Array(text[..<mark]).trimmed())
        else { return nil }
        return .colon(key: key, value: Array(text[(mark + 1)...]).trimmed())
    }

    private mutating func take(
        _ key: AnnouncementKey, _ value: [UInt8]
    ) throws(AnnouncementError) {
        switch key {
        case .title: try takeTitle(value)
        case .message: try takeMessage(value)
        case .link: try takeLink(value)
        case .until, .refresh, .language:
            guard current.isCommon else { throw .inSection(key) }
            try takeCommon(key, value)
        }
    }

    private mutating func takeTitle(_ value: [UInt8]) throws(AnnouncementError) {
        let title = try AnnouncementValue.text(
            value, keepsLines: false, longest: Announcement.longestTitle)
        current.titleLine = firstLine(current.titleLine)
        current.section.title = title.isEmpty ? .cancelled : .said(Announcement.Text(title))
    }

    /// An empty one among others is an empty line.
    private mutating func takeMessage(_ value: [UInt8]) throws(AnnouncementError) {
        let before = current.messageLines.reduce(0) { $0 + $1.count + 1 }
        let message = try AnnouncementValue.text(
            value, keepsLines: false, longest: Announcement.longestMessage)
        guard before + message.count <= Announcement.longestMessage else {
            throw .tooLong(longest: Announcement.longestMessage)
        }
        current.hasMessage = true
        current.messageLines.append(message)
    }

    /// A URL, and its text behind a blank.
    private mutating func takeLink(_ value: [UInt8]) throws(AnnouncementError) {
        if value.isEmpty {
            current.hasLinks = true
            return
        }
        let end = value.firstIndex { $0 == 0x20 || $0 == 0x09 } ?? value.endIndex
        let url = try AnnouncementValue.url(Array(value[..<end]))
        let text = try AnnouncementValue.text(
            Array(value[end...]).unquoted(), keepsLines: false, longest: Announcement.longestTitle)
        current.hasLinks = true
        let link = Announcement.Link(url: url, text: text.isEmpty ? nil : Announcement.Text(text))
        current.links.append(link)
        guard text.isEmpty, url[0].lowercased == UInt8(ascii: "h") else { return }
        current.unnamedLinks += 1
        if current.unnamedLinks == 2 { note(.unnamedLink) }
    }

    private mutating func takeCommon(
        _ key: AnnouncementKey, _ value: [UInt8]
    ) throws(AnnouncementError) {
        switch key {
        case .until:
            let until = value.isEmpty ? nil : try AnnouncementValue.until(value, now: now)
            untilLine = firstLine(untilLine)
            file.until = until.map { .said($0) } ?? .cancelled
            if let until, until <= now { note(.past) }
        case .refresh:
            let refresh = value.isEmpty ? nil : try AnnouncementValue.refresh(value)
            refreshLine = firstLine(refreshLine)
            file.refresh = refresh.map { .said($0) } ?? .cancelled
        default:
            if !value.isEmpty { try checkLanguage(value) }
            languageLine = firstLine(languageLine)
            file.language = value.isEmpty ? nil : value
        }
    }

    /// Notes what has been said before.
    private mutating func firstLine(_ known: Int?) -> Int {
        if let known { note(.repeated(line: known)) }
        return known ?? line
    }

    private func checkLanguage(_ tag: [UInt8]) throws(AnnouncementError) {
        if LanguageTable.isTag(tag.span) { return }
        let hyphens = tag.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
        throw hyphens != tag && LanguageTable.isTag(hyphens.span)
            ? .underscore(hyphens) : .notSection
    }

    private mutating func beginSection() {
        isLeftOut = true
        guard text.last == UInt8(ascii: "]") else { return note(.notSection) }
        let tag = Array(text[1..<(text.count - 1)]).trimmed()
        do throws(AnnouncementError) {
            try checkLanguage(tag)
        } catch {
            return note(error)
        }
        let isKnown = closed.firstIndex { $0.section.isOf(tag[...]) }
        guard
            isKnown != nil || current.section.isOf(tag[...])
                || closed.count < AnnouncementFile.mostSections
        else { return note(.tooManySections(most: AnnouncementFile.mostSections)) }
        isLeftOut = false
        if current.section.isOf(tag[...]) { return note(.repeatedSection(line: current.line)) }
        closed.append(current)
        if let isKnown {
            current = closed.remove(at: isKnown)
            return note(.repeatedSection(line: current.line))
        }
        current = OpenSection(line: line)
        current.section.language = tag
    }

    private mutating func note(_ error: AnnouncementError) {
        if file.remarks.count < Self.mostRemarks {
            file.remarks.append(AnnouncementRemark(line: line, text: text, error: error))
        } else {
            untold += 1
        }
    }

    /// After the last line.
    mutating func concluded() -> AnnouncementFile {
        closed.append(current)
        closed.sort { $0.line < $1.line }
        for open in closed {
            let section = Self.concluded(
                open, open.isCommon ? file.language : open.section.language)
            if open.isCommon { file.common = section } else { file.sections.append(section) }
        }
        if untold > 0 {
            file.remarks.append(
                AnnouncementRemark(line: line, text: [], error: .more(count: untold)))
        }
        return file
    }

    /// With the language at each of its texts.
    private static func concluded(
        _ open: OpenSection, _ language: [UInt8]?
    ) -> AnnouncementFile.Section {
        var section = open.section
        section.language = language
        if case .said(let title) = section.title {
            section.title = .said(Announcement.Text(title.content, language: language))
        }
        if open.hasMessage {
            var lines = open.messageLines[...]
            while lines.first?.isEmpty == true { lines.removeFirst() }
            while lines.last?.isEmpty == true { lines.removeLast() }
            var message: [UInt8] = []
            for line in lines { message += (message.isEmpty ? [] : [0x0A]) + line }
            section.message =
                message.isEmpty
                ? .cancelled : .said(Announcement.Text(message, language: language))
        }
        if open.hasLinks {
            section.links =
                open.links.isEmpty
                ? .cancelled
                : .said(
                    open.links.map { link in
                        Announcement.Link(
                            url: link.url,
                            text: link.text.map {
                                Announcement.Text($0.content, language: language)
                            }
                        )
                    })
        }
        return section
    }
}
