// A page of the operator's and for whom it is.

import HTTP

/// A file of the pages directory.
package struct DirectoryPage {
    /// Whoever asks for this host, or for any, in this language, or in any.
    package struct Audience: Equatable {
        /// As requests have it.
        let host: [UInt8]?
        /// A language tag as it is written in the file's name.
        let language: [UInt8]?
    }

    let page: Page
    let format: FormatChoice
    let audiences: [Audience]

    /// - Parameter name: `HOST.html`, `HOST.LANG.html` or `LANG.html`; `.json` and `.txt` likewise.
    package init(name: String, content: [UInt8]) throws(PageError) {
        let audiences = try Self.audiences(ofName: name).mapError { PageError.name($0) }.get()
        let page = try Page(file: content, path: name)
        // Nothing is initialized before the last throw: the ordinary build's compiler breaks off.
        self.audiences = audiences
        self.page = page
        format = MediaType.of(path: name).format ?? .html
    }

    /// Those it is for, if it isn't for all.
    package var hosts: [[UInt8]] { audiences.compactMap { $0.host } }

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

    /// For whom a page of that name is; the content needn't be read for it.
    static func audiences(ofName name: String) -> Result<[Audience], PageNameError> {
        guard let stem = stem(of: name) else { return .failure(.ending) }
        return audiences(of: stem)
    }

    /// Refuses what no page can be named.
    /// - Returns: the host as requests have it where the name has it in other letters; else nil.
    package static func hostInOtherScript(
        ofName name: String
    ) -> Result<[UInt8]?, PageNameError> {
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        return audiences(ofName: name).map { isASCII ? nil : $0[0].host }
    }

    /// A name can be read in two ways: `example.de` is a host, and the German page of the host
    /// `example`. It is both; nobody asks for the one that wasn't meant.
    static func audiences(of stem: [UInt8]) -> Result<[Audience], PageNameError> {
        let lowercase = stem.map { $0.lowercased }
        if names(of: everybody).contains(lowercase) { return .failure(.everybody) }
        if let hyphens = locale(stem[...]) { return .failure(.underscore(hyphens)) }
        var audiences: [Audience] = []
        if LanguageTable.isTag(stem.span) { audiences.append(Audience(host: nil, language: stem)) }
        var refusal = PageNameError.host
        func add(_ text: ArraySlice<UInt8>, _ language: [UInt8]?) {
            switch HostName.parse(Array(text)) {
            case .success(let host): audiences.append(Audience(host: host, language: language))
            case .failure(let error): refusal = error
            }
        }
        add(stem[...], nil)
        if let point = stem.lastIndex(of: UInt8(ascii: ".")), point > 0 {
            let language = Array(stem[(point + 1)...])
            // `com`, too, could be a language's three letters.
            let isShort = language.count == 2 || language.contains(UInt8(ascii: "-"))
            if isShort, LanguageTable.isTag(language.span) {
                add(stem[..<point], language)
            } else if let hyphens = locale(stem[(point + 1)...]) {
                return .failure(.underscore(stem[...point] + hyphens))
            }
        }
        return audiences.isEmpty ? .failure(refusal) : .success(audiences)
    }

    /// `pt_BR` and `zh_Hant` as language tags; nil for anything else, such as the host `my_host`.
    private static func locale(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard let mark = text.firstIndex(of: UInt8(ascii: "_")) else { return nil }
        let rest = text[(mark + 1)...]
        guard rest.count == 2 || rest.first.map({ $0 != $0.lowercased }) == true else { return nil }
        let tag = text[..<mark] + [UInt8(ascii: "-")] + rest
        return LanguageTable.isTag(Array(tag).span) ? Array(tag) : nil
    }

    /// What other servers call the page that everybody gets.
    private static var everybody: StaticString {
        "index default error maintenance under-maintenance"
    }

    private static func names(of list: StaticString) -> [[UInt8]] {
        [UInt8](list).split(separator: UInt8(ascii: " ")).map { Array($0) }
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
