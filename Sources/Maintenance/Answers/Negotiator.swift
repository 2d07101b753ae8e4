// Which representation answers which request.

import HTTP

/// The pages by host, format and language. The most specific wins: the host's own, then the
/// operator's for every host, then the built-in.
struct Negotiator {
    /// The first is that of every host; the table's values are the others.
    private(set) var scopes = [PageScope()]
    private(set) var hosts = HostTable()
    /// The built-in page, which has a fallback.
    var builtIn = PageChoice()
    /// Each of its languages, and what is sent in its place to visitors who have sent something.
    private var pagesAfterSending: [(usual: RepresentationID, afterSending: RepresentationID)] = []
    /// Built-in representations, which have a fallback too.
    var json = PageChoice()
    var xml = PageChoice()
    var text: RepresentationID
    /// What is sent to those who accept none of the formats.
    var unmatched: RepresentationID
    private var hasOwnPages = false
    /// What those who leave the choice to the server get, if they all get the same.
    private(set) var uniform: RepresentationID?
    /// What everybody gets who leaves the choice to the server and has no page of their own.
    private(set) var standard: RepresentationID

    /// - Parameter text: the built-in plain text, which stands for every format until that is set.
    init(text: RepresentationID) {
        self.text = text
        json.fallback = text
        xml.fallback = text
        unmatched = text
        standard = text
    }

    /// - Parameter host: nil for every host.
    mutating func withScope(of host: [UInt8]?, _ change: (inout PageScope) -> Void) {
        hasOwnPages = true
        guard let host else { return change(&scopes[0]) }
        let index = hosts.add(host, scopes.count)
        if index == scopes.count { scopes.append(PageScope()) }
        change(&scopes[index])
    }

    /// After the last change.
    mutating func conclude() {
        standard = scopes[0].html.fallback ?? scopes[0].text.fallback ?? text
        uniform = hosts.isEmpty && !scopes[0].hasLanguages ? standard : nil
    }

    /// - Returns: the representation, uncompressed.
    func choose(_ request: Request, of bytes: Span<UInt8>) -> RepresentationID {
        var choice = Self.format(request, of: bytes)
        if choice == .standard, let uniform, uniform != text || !request.has(.contentType) {
            return uniform
        }
        if let own = ownPage(choice, request, bytes) { return own }
        if choice == .standard, request.has(.contentType) {
            choice = FormatChoice.hinted(by: bytes.extracting(request[.contentType].indices))
        }
        switch choice {
        case .html:
            let page = builtIn.find(request, of: bytes) ?? text
            return request.method.sends ? afterSending(page) : page
        case .json, .xml: return document(choice, request, of: bytes)
        case .nothing: return unmatched
        case .text, .standard: return text
        }
    }

    mutating func addBuiltIn(_ page: RepresentationID, afterSending: RepresentationID) {
        pagesAfterSending.append((page, afterSending))
    }

    @inline(never)
    private func afterSending(_ page: RepresentationID) -> RepresentationID {
        for pages in pagesAfterSending where pages.usual == page { return pages.afterSending }
        return page
    }

    /// Apart from the page's way, which is asked for more.
    @inline(never)
    private func document(
        _ choice: FormatChoice, _ request: Request, of bytes: Span<UInt8>
    ) -> RepresentationID {
        (choice == .json ? json : xml).find(request, of: bytes) ?? text
    }

    @inline(__always)
    private static func format(_ request: Request, of bytes: Span<UInt8>) -> FormatChoice {
        if request.has(.destination),
            FetchDestination.isPart(bytes.extracting(request[.destination].indices))
        {
            return .text
        }
        return request.withList(.accept, of: bytes) { FormatChoice.preferred(by: $0) }
    }

    /// What a part of a page gets where nothing else decides.
    var part: RepresentationID { scopes[0].text.fallback ?? text }

    private func ownPage(
        _ choice: FormatChoice, _ request: Request, _ bytes: Span<UInt8>
    ) -> RepresentationID? {
        if !hasOwnPages || choice == .nothing { return nil }
        let host =
            hosts.isEmpty ? nil : hosts.find(bytes.extracting(request.authority.indices))
        if choice == .html {
            let page = page(of: host, request, bytes)
            return request.method.sends ? page.map { afterSending($0) } : page
        }
        if let host, let page = scopes[host].find(choice, request, of: bytes) { return page }
        return scopes[0].find(choice, request, of: bytes)
    }

    /// The page in the language that is preferred among all there are for the host, whoever wrote
    /// them. One without a language stands for every language that its scope has no page in, so that
    /// scopes behind it are not looked at.
    /// - Parameter host: the scope of one, nil for none of its own.
    private func page(
        of host: Int?, _ request: Request, _ bytes: Span<UInt8>
    ) -> RepresentationID? {
        var tables: [LanguageTable] = []
        if let host {
            tables.append(scopes[host].html.languages)
        }
        var fallback = host.flatMap { scopes[$0].html.fallback }
        if fallback == nil {
            fallback = scopes[0].html.fallback
            tables.append(scopes[0].html.languages)
            if fallback == nil { tables.append(builtIn.languages) }
        }
        let preferred = request.withList(.acceptLanguage, of: bytes) {
            LanguageTable.preferred(by: $0, among: tables, isElsewhere: fallback != nil)
        }
        return preferred.map { RepresentationID(position: $0) } ?? fallback
    }
}

/// The operator's own pages, of one host or of every host.
struct PageScope {
    var html = PageChoice()
    var json = PageChoice()
    var xml = PageChoice()
    var text = PageChoice()

    var hasLanguages: Bool {
        !html.languages.isEmpty || !json.languages.isEmpty || !text.languages.isEmpty
    }

    /// - Returns: a representation; nil: there is no page of that kind.
    func find(_ choice: FormatChoice, _ request: Request, of bytes: Span<UInt8>)
        -> RepresentationID?
    {
        switch choice {
        case .html: html.find(request, of: bytes)
        case .json: json.find(request, of: bytes)
        case .xml: xml.find(request, of: bytes)
        case .text: text.find(request, of: bytes)
        case .standard:
            html.find(request, of: bytes) ?? text.find(request, of: bytes)
                ?? json.find(request, of: bytes)
        case .nothing: nil
        }
    }

    /// - Parameters:
    ///   - language: nil for every language.
    mutating func add(_ format: FormatChoice, _ language: [UInt8]?, _ page: RepresentationID) {
        switch format {
        case .html: Self.add(language, page, to: &html)
        case .json: Self.add(language, page, to: &json)
        case .xml: Self.add(language, page, to: &xml)
        case .text: Self.add(language, page, to: &text)
        case .standard, .nothing: break
        }
    }

    private static func add(
        _ language: [UInt8]?, _ page: RepresentationID, to choice: inout PageChoice
    ) {
        if let language {
            choice.languages.add(language.span, page.index)
        } else {
            choice.fallback = page
        }
    }
}

/// The pages there are for one format, by language.
struct PageChoice {
    var languages = LanguageTable()
    /// What is sent to everybody else; nil: another choice is asked.
    var fallback: RepresentationID?

    /// - Returns: a representation.
    func find(_ request: Request, of bytes: Span<UInt8>) -> RepresentationID? {
        if languages.isEmpty { return fallback }
        let field = KnownField.acceptLanguage
        let preferred = request.withList(field, of: bytes) { languages.preferred(by: $0) }
        return preferred.map { RepresentationID(position: $0) } ?? fallback
    }
}
