// A page of the operator's and for whom it is.

import HTTP

/// A file of the pages directory.
package struct DirectoryPage {
    /// Whoever asks for this host, or for any, in this language, or in any.
    package struct Audience: Equatable {
        /// In lower case.
        let host: [UInt8]?
        /// A language tag as it is written in the file's name.
        let language: [UInt8]?
    }

    let page: Page
    let format: FormatChoice
    let audiences: [Audience]

    /// - Parameter name: `HOST.html`, `HOST.LANG.html` or `LANG.html`; `.json` and `.txt` likewise.
    /// - Returns: nil if it isn't one of these, or the content isn't UTF-8.
    package init?(name: String, content: [UInt8]) {
        guard let stem = Self.stem(of: name), let format = MediaType.of(path: name).format,
            let page = Page(file: content, path: name)
        else { return nil }
        self.page = page
        self.format = format
        audiences = Self.audiences(of: stem)
    }

    var isByLanguage: Bool { audiences.contains { $0.language != nil } }

    /// For people: `host example.de; host example in de`.
    package var audienceText: String {
        var text: [UInt8] = []
        for audience in audiences {
            if !text.isEmpty { text.append("; ") }
            text.append(audience.host == nil ? "every host" : "host ")
            text += audience.host ?? []
            if let language = audience.language {
                text.append(" in ")
                text += language
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a file of that name is meant to be a page.
    package static func isName(_ name: String) -> Bool { stem(of: name) != nil }

    /// A name can be read in two ways: `example.de` is a host, and the German page of the host
    /// `example`. It is both; nobody asks for the one that wasn't meant.
    static func audiences(of stem: [UInt8]) -> [Audience] {
        let host = stem.map { $0.lowercased }
        var audiences = [Audience(host: host, language: nil)]
        if LanguageTable.isTag(stem.span) {
            audiences.insert(Audience(host: nil, language: stem), at: 0)
        }
        if let point = stem.lastIndex(of: UInt8(ascii: ".")), point > 0 {
            let language = Array(stem[(point + 1)...])
            // `com`, too, could be a language's three letters.
            let isShort = language.count == 2 || language.contains(UInt8(ascii: "-"))
            if isShort, LanguageTable.isTag(language.span) {
                audiences.append(Audience(host: Array(host[..<point]), language: language))
            }
        }
        return audiences
    }

    /// The name without its ending; nil for names of anything else.
    private static func stem(of name: String) -> [UInt8]? {
        let bytes = Array(name.utf8)
        guard let point = bytes.lastIndex(of: UInt8(ascii: ".")), point > 0 else { return nil }
        let ending = Array(bytes[(point + 1)...])
        guard
            ending == [UInt8]("html") || ending == [UInt8]("json") || ending == [UInt8]("txt")
        else { return nil }
        return Array(bytes[..<point])
    }
}
