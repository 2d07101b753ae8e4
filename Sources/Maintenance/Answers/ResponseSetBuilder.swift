// Rendering every answer there is.

import HTTP

struct ResponseSetBuilder {
    private(set) var representations: [Representation]
    var negotiator: Negotiator
    private let status: Int
    /// Whether a language decides between the operator's pages, of any format and of JSON.
    private let hasLanguages: Bool
    private let hasLanguagesOfJSON: Bool

    init(_ content: MaintenanceContent) {
        status = content.status
        let byLanguage = content.ownPages.filter { $0.isByLanguage }
        hasLanguages = !byLanguage.isEmpty
        hasLanguagesOfJSON = byLanguage.contains { $0.format == .json }
        representations = Self.fixed
        negotiator = Negotiator(text: RepresentationID(position: representations.count))
        _ = add(.underMaintenance, variesByLanguage: hasLanguages)
    }

    /// Refusals, preflights and gRPC: `RepresentationID` knows their places.
    private static var fixed: [Representation] {
        var fixed: [Representation] = []
        for error in HeadError.allCases {
            fixed.append(
                Representation(
                    status: error.status, page: Page(text: error.reason),
                    kind: AnswerKind(refusalWith: error.status)))
        }
        fixed.append(
            Representation(
                status: 421, page: Page(text: "This host's certificate isn't the connection's."),
                kind: .misdirected))
        fixed.append(
            Representation(
                status: 204, page: Page(text: ""),
                vary: ["Access-Control-Request-Method", "Access-Control-Request-Headers"],
                kind: .preflight))
        for call in GRPCContentType.allCases {
            // Client libraries look at grpc-status alone, but 200 must stand above it.
            fixed.append(
                Representation(
                    status: 200, page: Page(body: .empty, contentType: [UInt8](call.contentType)),
                    kind: .grpc))
        }
        return fixed
    }

    /// The announcement as the page shows it: a script isn't shown the fields of a redirection, and
    /// would take it for the application.
    func shown(_ announcement: Announcement) -> Announcement {
        var shown = announcement
        if (300..<400).contains(status) { shown.refresh = 0 }
        return shown
    }

    /// A page for each section of the announcement and for each built-in language; of equal tags the
    /// first counts.
    mutating func addBuiltIn(_ announcement: Announcement, _ page: BuiltInPage) {
        guard Representation.hasContent(status) else {
            negotiator.builtIn.fallback = negotiator.text
            return
        }
        let documents = addDocuments(announcement, announcement.texts)
        negotiator.json.fallback = documents.json
        negotiator.xml.fallback = documents.xml
        let translations = Translation.all
        for section in announcement.sections {
            guard let tag = section.language,
                !translations.contains(where: { section.isOf([UInt8]($0.tag)[...]) })
            else { continue }
            let known = PageEdition.translation(for: tag, among: translations)
            // A language that isn't built in has the rest in English.
            let translation = known ?? translations[0]
            addEdition(
                PageEdition(
                    translation: translation,
                    language: known == nil ? [UInt8](translation.tag) : tag, audience: tag,
                    texts: announcement.texts(of: announcement.sections(for: [tag]))),
                page, for: [tag], announcement, documents: nil)
        }
        for translation in translations {
            let sections = announcement.sections(for: translation.tags)
            let tag = [UInt8](translation.tag)
            let added = addEdition(
                PageEdition(
                    translation: translation, language: tag, audience: tag,
                    texts: announcement.texts(of: sections)),
                page, for: translation.tags, announcement,
                documents: sections.isEmpty ? documents : nil)
            if negotiator.builtIn.fallback == nil { negotiator.builtIn.fallback = added }
        }
    }

    /// - Parameter documents: nil: of its own texts.
    @inline(never) @discardableResult
    private mutating func addEdition(
        _ edition: PageEdition, _ page: BuiltInPage, for tags: [[UInt8]],
        _ announcement: Announcement, documents: (json: RepresentationID, xml: RepresentationID)?
    ) -> RepresentationID {
        let pages = page.pages(edition)
        let added = add(pages.usual, variesByLanguage: true)
        let afterSending = add(pages.afterSending, variesByLanguage: true)
        negotiator.addBuiltIn(added, afterSending: afterSending)
        for tag in tags { negotiator.builtIn.languages.add(tag.span, added.index) }
        if announcement.sections.isEmpty { return added }
        // In the language that the page would be in.
        let documents = documents ?? addDocuments(announcement, edition.texts)
        for tag in tags {
            negotiator.json.languages.add(tag.span, documents.json.index)
            negotiator.xml.languages.add(tag.span, documents.xml.index)
        }
        return added
    }

    @inline(never)
    private mutating func addDocuments(
        _ announcement: Announcement, _ texts: Announcement.Texts
    ) -> (json: RepresentationID, xml: RepresentationID) {
        let problem = ProblemDocument(status: status, announcement, texts)
        let isByLanguage = !announcement.sections.isEmpty
        return (
            add(problem.json, variesByLanguage: hasLanguagesOfJSON || isByLanguage),
            add(problem.xml, variesByLanguage: isByLanguage)
        )
    }

    mutating func add(_ ownPages: [DirectoryPage], _ customPage: CustomPage?) {
        for own in ownPages {
            for audience in own.audiences {
                var page = own.page
                page.language = audience.language
                let index = add(page, variesByLanguage: hasLanguages)
                negotiator.withScope(of: audience.host) {
                    $0.add(own.format, audience.language, index)
                }
            }
        }
        guard let customPage else { return }
        let index = add(customPage.page, variesByLanguage: hasLanguages)
        negotiator.withScope(of: nil) { $0.add(.html, nil, index) }
        if let format = customPage.format {
            negotiator.withScope(of: nil) { $0.add(format, nil, index) }
        } else {
            // Somebody who accepts none of ours may accept it; nobody can tell.
            negotiator.unmatched = index
        }
    }

    @inline(never)
    private mutating func add(_ page: Page, variesByLanguage: Bool) -> RepresentationID {
        var vary: [StaticString] = []
        if Representation.hasContent(status) {
            vary.append("Accept")
            if variesByLanguage { vary.append("Accept-Language") }
            if page.gzip != nil { vary.append("Accept-Encoding") }
        }
        let added = RepresentationID(position: representations.count)
        representations.append(Representation(status: status, page: page, vary: vary))
        if page.gzip != nil, Representation.hasContent(status) {
            let compressed = RepresentationID(position: representations.count)
            representations.append(
                Representation(status: status, page: page, vary: vary, isCompressed: true))
            representations[added.index].gzip = compressed
        }
        return added
    }
}
