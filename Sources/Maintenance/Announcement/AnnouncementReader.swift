// Reading an announcement's file line by line, while every remark is kept.

import HTTP

struct AnnouncementReader: ~Copyable {
    /// Lines about which something is said; of more only their number.
    private static let mostRemarks = 20

    private let now: Int
    private var file = AnnouncementFile()
    /// What stands above the first section, then the sections; the one that lines are added to.
    private var sections = [AnnouncementFile.Section()]
    private var current = 0
    /// Of each: the line on which it begins, that of its title, and how many links to the web it has
    /// without a text.
    private var begins = [0]
    private var titleLines = [0]
    private var unnamedLinks = [0]
    /// Of a section that can't be one.
    private var isLeftOut = false
    private var line = 0
    private var text: [UInt8] = []
    private var hasBackslash = false
    private var untilLine = 0
    private var refreshLine = 0
    private var languageLine = 0
    private var untold = 0

    init(now: Int) { self.now = now }

    mutating func read(_ bytes: [UInt8]) {
        line += 1
        text = bytes.trimmed()
        let isBehindBackslash = hasBackslash
        hasBackslash = false
        guard let first = text.first, !Self.beginsComment(first) else { return }
        if first == UInt8(ascii: "[") { isLeftOut = false }
        if isLeftOut { return }
        guard String(validating: text, as: UTF8.self) != nil else {
            isLeftOut = first == UInt8(ascii: "[")
            return note(.notUTF8)
        }
        guard !text.contains(where: { $0 < 0x20 && $0 != 0x09 && $0 != 0x0D || $0 == 0x7F }) else {
            isLeftOut = first == UInt8(ascii: "[")
            return note(.controlByte)
        }
        if first == UInt8(ascii: "[") { return beginSection() }
        guard let (name, written) = AnnouncementRemark.parts(of: text) else {
            let isIndented = bytes.first == 0x20 || bytes.first == 0x09
            let isColon = AnnouncementRemark.isColon(text)
            return note(
                isBehindBackslash || isIndented ? .continuation : isColon ? .colon : .notKeyValue)
        }
        var value = written
        if value.last == UInt8(ascii: "\\") {
            value.removeLast()
            hasBackslash = true
            note(.backslash)
        }
        guard let key = AnnouncementKey.named(name) else { return note(.unknownKey) }
        do throws(AnnouncementError) {
            try take(key, value.unquoted())
        } catch {
            note(error)
        }
    }

    private static func beginsComment(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";")
    }

    private mutating func take(
        _ key: AnnouncementKey, _ value: [UInt8]
    ) throws(AnnouncementError) {
        switch key {
        case .title: try takeTitle(value)
        case .message: try takeMessage(value)
        case .link: try takeLink(value)
        case .until, .refresh, .language:
            guard current == 0 else { throw .inSection }
            return try takeCommon(key, value)
        }
        if AnnouncementValue.holdsPassword(value) { note(.passwordInText) }
    }

    private mutating func takeTitle(_ value: [UInt8]) throws(AnnouncementError) {
        let title = try AnnouncementValue.text(
            value, keepsLines: false, longest: Announcement.longestTitle)
        titleLines[current] = firstLine(titleLines[current])
        sections[current].title = title.isEmpty ? .cancelled : .said(own(title))
    }

    /// An empty one among others is an empty line.
    private mutating func takeMessage(_ value: [UInt8]) throws(AnnouncementError) {
        let line = try AnnouncementValue.text(
            value, keepsLines: false, longest: Announcement.longestMessage)
        var message: [UInt8] = []
        if case .said(let before) = sections[current].message { message = before.content }
        // The line feed before the first line goes.
        guard message.count + line.count <= Announcement.longestMessage else {
            throw .tooLong(longest: Announcement.longestMessage)
        }
        message.append(0x0A)
        message += line
        sections[current].message = .said(own(message))
    }

    /// A URL, and its text behind a blank.
    private mutating func takeLink(_ value: [UInt8]) throws(AnnouncementError) {
        var links: [Announcement.Link] = []
        if case .said(let before) = sections[current].links { links = before }
        if value.isEmpty {
            if links.isEmpty { sections[current].links = .cancelled }
            return
        }
        var end = 0
        while end < value.count, value[end] != 0x20, value[end] != 0x09 { end += 1 }
        let url = try AnnouncementValue.url(Array(value[..<end]))
        let text = try AnnouncementValue.text(
            Array(value[end...]).unquoted(), keepsLines: false, longest: Announcement.longestTitle)
        links.append(Announcement.Link(url: url, text: text.isEmpty ? nil : own(text)))
        sections[current].links = .said(links)
        guard text.isEmpty, url[0].lowercased == UInt8(ascii: "h") else { return }
        unnamedLinks[current] += 1
        if unnamedLinks[current] == 2 { note(.unnamedLink) }
    }

    /// In the language of the section.
    private func own(_ text: [UInt8]) -> Announcement.Text {
        Announcement.Text(text, language: sections[current].language)
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
            if !value.isEmpty { try Self.checkLanguage(value) }
            languageLine = firstLine(languageLine)
            file.language = value.isEmpty ? nil : value
        }
    }

    /// Notes what has been said before.
    /// - Parameter known: 0: it hasn't.
    private mutating func firstLine(_ known: Int) -> Int {
        if known == 0 { return line }
        note(.repeated(line: known))
        return known
    }

    private static func checkLanguage(_ tag: [UInt8]) throws(AnnouncementError) {
        if LanguageTable.isTag(tag.span) { return }
        throw LanguageTable.isTag(AnnouncementRemark.hyphenated(tag).span)
            ? .underscore : .notSection
    }

    private mutating func beginSection() {
        isLeftOut = true
        let end = text.firstIndex(of: UInt8(ascii: "]")) ?? text.count - 1
        let rest = Array(text[(end + 1)...]).trimmed()
        guard text[end] == UInt8(ascii: "]"), rest.isEmpty || Self.beginsComment(rest[0]) else {
            return note(.notSection)
        }
        let tag = Array(text[1..<end]).trimmed()
        do throws(AnnouncementError) {
            try Self.checkLanguage(tag)
        } catch {
            return note(error)
        }
        for index in sections.indices where sections[index].isOf(tag[...]) {
            isLeftOut = false
            current = index
            return note(.repeatedSection(line: begins[index]))
        }
        guard sections.count <= AnnouncementFile.mostSections else {
            return note(.tooManySections(most: AnnouncementFile.mostSections))
        }
        isLeftOut = false
        current = sections.count
        sections.append(AnnouncementFile.Section(language: tag))
        begins.append(line)
        titleLines.append(0)
        unnamedLinks.append(0)
    }

    @inline(never)
    private mutating func note(_ error: AnnouncementError) {
        if file.remarks.count < Self.mostRemarks {
            file.remarks.append(AnnouncementRemark(line: line, text: text, error: error))
        } else {
            untold += 1
        }
    }

    /// After the last line.
    consuming func concluded() -> AnnouncementFile {
        for index in sections.indices {
            guard case .said(let message) = sections[index].message else { continue }
            let lines = Self.withoutOuterLines(message.content)
            sections[index].message =
                lines.isEmpty
                ? .cancelled : .said(Announcement.Text(lines, language: message.language))
        }
        file.common = sections[0].inLanguage(file.language)
        for index in 1..<sections.count { file.sections.append(sections[index]) }
        if untold > 0 {
            file.remarks.append(
                AnnouncementRemark(line: line, text: [], error: .more(count: untold)))
        }
        return file
    }

    private static func withoutOuterLines(_ text: [UInt8]) -> [UInt8] {
        var start = 0
        var end = text.count
        while start < end, text[start] == 0x0A { start += 1 }
        while end > start, text[end - 1] == 0x0A { end -= 1 }
        return Array(text[start..<end])
    }
}
