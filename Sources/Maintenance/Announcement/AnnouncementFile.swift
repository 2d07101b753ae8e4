// What an announcement's file says, line by line: `key = value` as in systemd's units.

import HTTP

/// What a file says of one thing.
package enum Setting<Value> {
    /// Nothing: what stands behind the file counts.
    case unsaid
    /// That there is to be none, whatever stands behind the file.
    case cancelled
    case said(Value)

    package var isSaid: Bool { if case .said = self { true } else { false } }

    func over(_ behind: Value?) -> Value? {
        switch self {
        case .unsaid: behind
        case .cancelled: nil
        case .said(let value): value
        }
    }
}

package struct AnnouncementFile {
    /// The texts of one language, or those above the first section.
    package struct Section {
        /// A language tag as it was written; nil: nobody told us.
        package internal(set) var language: [UInt8]?
        package internal(set) var title: Setting<Announcement.Text> = .unsaid
        package internal(set) var message: Setting<Announcement.Text> = .unsaid
        package internal(set) var links: Setting<[Announcement.Link]> = .unsaid

        /// Whether the tag is the section's; letter case doesn't matter.
        func isOf(_ tag: ArraySlice<UInt8>) -> Bool {
            guard let language, language.count == tag.count else { return false }
            for (byte, other) in zip(language, tag) where byte.lowercased != other.lowercased {
                return false
            }
            return true
        }

        /// With a language at each of its texts.
        func inLanguage(_ language: [UInt8]?) -> Section {
            guard let language else { return self }
            var section = self
            if case .said(var text) = title {
                text.language = language
                section.title = .said(text)
            }
            if case .said(var text) = message {
                text.language = language
                section.message = .said(text)
            }
            if case .said(var links) = links {
                for index in links.indices { links[index].text?.language = language }
                section.links = .said(links)
            }
            return section
        }

        /// With these in front of those of everybody: links that are there already get a text, others
        /// come on top.
        func over(_ behind: Announcement.Texts) -> Announcement.Texts {
            var texts = Announcement.Texts(
                title: title.over(behind.title), message: message.over(behind.message),
                links: links.over(behind.links) ?? [])
            guard case .said(let own) = links else { return texts }
            texts.links = behind.links
            for link in own {
                if let place = texts.links.firstIndex(where: { $0.url == link.url }) {
                    texts.links[place] = link
                } else {
                    texts.links.append(link)
                }
            }
            return texts
        }
    }

    /// Bytes; a larger file isn't read.
    package static let largest = 64 * 1024
    /// More languages are left out.
    static let mostSections = 200

    /// The language of what stands above the first section, and of the environment's texts.
    package internal(set) var language: [UInt8]?
    package internal(set) var common = Section()
    package internal(set) var sections: [Section] = []
    package internal(set) var until: Setting<Int> = .unsaid
    package internal(set) var refresh: Setting<Int> = .unsaid
    /// What is wrong with it, in the order of the lines. What isn't counts.
    package internal(set) var remarks: [AnnouncementRemark] = []

    /// Looks at nothing but its arguments.
    /// - Parameter now: Unix time, by which the end has passed or not.
    package init(_ content: [UInt8], now: Int) throws(PageError) {
        if content.isUTF16 { throw .utf16 }
        // One costs its line; so many are no text, or what is left of one after a crash.
        if content.count(where: { $0 == 0 }) * 4 > content.count { throw .notText }
        var reader = AnnouncementReader(now: now)
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var start = content.starts(with: mark) ? mark.count : 0
        for end in start...content.count where end == content.count || content[end] == 0x0A {
            reader.read(Array(content[start..<end]))
            start = end + 1
        }
        self = reader.concluded()
    }

    /// For `AnnouncementReader`.
    init() {}
}
