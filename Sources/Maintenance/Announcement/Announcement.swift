// What the operator says about the maintenance, and in which languages.

import HTTP

/// The texts are UTF-8 without control characters, except line feeds in a message.
package struct Announcement {
    package struct Text: Equatable {
        package let content: [UInt8]
        /// A language tag as it was written; nil: nobody told us.
        package var language: [UInt8]?

        package init(_ content: [UInt8], language: [UInt8]? = nil) {
            self.content = content
            self.language = language
        }
    }

    package struct Link: Equatable {
        /// An http, https, mailto or tel URL.
        package let url: [UInt8]
        /// Nil: the page's own words for a status page, or the address.
        package var text: Text?

        package init(url: [UInt8], text: Text? = nil) {
            self.url = url
            self.text = text
        }
    }

    /// What one visitor reads.
    package struct Texts {
        /// Nil: the page's own words, in the visitor's language.
        package var title: Text?
        package var message: Text?
        package var links: [Link] = []
    }

    /// For every language that has no texts of its own.
    package var texts = Texts()
    /// Those of single languages, in the order of the file; no tag is there twice.
    package var sections: [AnnouncementFile.Section] = []
    /// When it ends: seconds since 1970 in UTC.
    package var until: Int?
    /// Seconds between the page's looks whether the application is back; 0: it doesn't look.
    package var refresh = Announcement.standardRefresh
    /// The operator's name.
    package var brand: [UInt8]?
    package var logo: Logo?
    /// `#rrggbb`, for what is no text.
    package var accent: [UInt8]?

    package init() {}

    package static let standardRefresh = 30

    /// Bytes.
    package static let longestTitle = 1000
    package static let longestMessage = 4000
    package static let longestURL = 2000

    /// Whether anything is known of the languages of texts.
    var knowsLanguages: Bool {
        !sections.isEmpty || texts.title?.language != nil || texts.message?.language != nil
    }

    /// The same with what a file says in front of it.
    package func overridden(by file: AnnouncementFile) -> Announcement {
        var new = self
        if let language = file.language {
            new.texts.title?.language = language
            new.texts.message?.language = language
        }
        new.texts.title = file.common.title.over(new.texts.title)
        new.texts.message = file.common.message.over(new.texts.message)
        new.texts.links = file.common.links.over(new.texts.links) ?? []
        new.sections = file.sections
        new.until = file.until.over(until)
        new.refresh = file.refresh.over(refresh) ?? Self.standardRefresh
        return new
    }

    /// Those of the sections that a page in a language takes its texts from, the nearest first: that
    /// of the tag, then what it is shortened to (RFC 4647 §3.4), then those of the other tags.
    @inline(never)
    func sections(for tags: [[UInt8]]) -> [AnnouncementFile.Section] {
        var found: [AnnouncementFile.Section] = []
        for tag in tags {
            var wanted = tag[...]
            while !wanted.isEmpty {
                for section in sections where section.isOf(wanted) { found.append(section) }
                wanted = wanted.lastIndex(of: UInt8(ascii: "-")).map { wanted[..<$0] } ?? []
            }
        }
        return found
    }

    /// What those read whose first language it is.
    package func texts(for tag: [UInt8]) -> Texts { texts(of: sections(for: [tag])) }

    /// What one leaves out comes from the next, at last from the texts of everybody.
    @inline(never)
    func texts(of sections: [AnnouncementFile.Section]) -> Texts {
        var texts = texts
        for section in sections.reversed() { texts = section.over(texts) }
        return texts
    }
}
