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

    mutating func addBuiltIn(_ announcement: Announcement, digest: (Span<UInt8>) -> [UInt8]) {
        guard Representation.hasContent(status) else {
            negotiator.builtIn.fallback = negotiator.text
            return
        }
        let problem = ProblemDocument(status: status, announcement)
        negotiator.json = add(problem.json, variesByLanguage: hasLanguagesOfJSON)
        negotiator.xml = add(problem.xml, variesByLanguage: false)
        var announcement = announcement
        // A script isn't shown the fields of a redirection: it would take it for the application.
        if (300..<400).contains(status) { announcement.refresh = 0 }
        let builtIn = BuiltInPage(announcement, digest: digest)
        for translation in Translation.all {
            let pages = builtIn.pages(translation)
            let page = add(pages.usual, variesByLanguage: true)
            let afterSending = add(pages.afterSending, variesByLanguage: true)
            negotiator.addBuiltIn(page, afterSending: afterSending)
            if negotiator.builtIn.fallback == nil { negotiator.builtIn.fallback = page }
            for tag in translation.tags { negotiator.builtIn.languages.add(tag.span, page.index) }
        }
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
