// Rendering every answer, in the order that `ResponseSet` knows them by.

import HTTP

struct ResponseSetBuilder {
    private(set) var representations: [Representation] = []
    var catalogue = Catalogue()
    private let status: Int
    /// Whether a language decides between the operator's pages, of any format and of JSON.
    private let hasLanguages: Bool
    private let hasLanguagesOfJSON: Bool

    init(_ content: MaintenanceContent) {
        status = content.status
        let byLanguage = content.ownPages.filter { $0.isByLanguage }
        hasLanguages = !byLanguage.isEmpty
        hasLanguagesOfJSON = byLanguage.contains { $0.format == .json }
    }

    /// Refusals, preflights and remote procedure calls: their places are constants.
    mutating func addFixed() {
        refuse(408, "The request took too long to arrive.")
        for error in HeadError.allCases { refuse(error.status, error.reason) }
        representations.append(
            Representation(
                status: 204, page: Page(text: ""),
                vary: ["Access-Control-Request-Method", "Access-Control-Request-Headers"]))
        for call in RemoteProcedureCall.allCases {
            // Status 14 is UNAVAILABLE: what client libraries try again after. They look at nothing
            // else, but 200 must stand above it.
            representations.append(
                Representation(
                    status: 200, page: Page(body: .empty, contentType: [UInt8](call.contentType)),
                    extra: "grpc-status: 14\r\ngrpc-message: Under maintenance\r\n"))
        }
    }

    private mutating func refuse(_ status: Int, _ reason: StaticString) {
        representations.append(
            Representation(status: status, page: Page(text: reason)))
    }

    mutating func addBuiltIn(_ announcement: Announcement, digest: (Span<UInt8>) -> [UInt8]) {
        catalogue.text = add(.underMaintenance, variesByLanguage: hasLanguages)
        catalogue.unmatched = catalogue.text
        if Representation.endsWithHead(status) {
            catalogue.builtIn.fallback = catalogue.text
            catalogue.json = catalogue.text
            catalogue.xml = catalogue.text
            return
        }
        let problem = ProblemDocument(status: status, announcement)
        catalogue.json = add(problem.json, variesByLanguage: hasLanguagesOfJSON)
        catalogue.xml = add(problem.xml, variesByLanguage: false)
        var announcement = announcement
        // A script isn't shown the fields of a redirection: it would take it for the application.
        if (300..<400).contains(status) { announcement.refresh = 0 }
        let builtIn = BuiltInPage(announcement, digest: digest)
        for translation in Translation.all {
            let page = add(builtIn.page(translation), variesByLanguage: true)
            if catalogue.builtIn.fallback == nil { catalogue.builtIn.fallback = page }
            for tag in translation.tags { catalogue.builtIn.languages.add(tag.span, page) }
        }
    }

    mutating func add(_ ownPages: [OwnPage], _ customPage: CustomPage?) {
        for own in ownPages {
            for audience in own.audiences {
                var page = own.page
                page.language = audience.language
                let index = add(page, variesByLanguage: hasLanguages)
                catalogue.withScope(of: audience.host) {
                    $0.add(own.format, audience.language, index)
                }
            }
        }
        guard let customPage else { return }
        let index = add(customPage.page, variesByLanguage: hasLanguages)
        catalogue.withScope(of: nil) { $0.add(.html, nil, index) }
        if let format = customPage.format {
            catalogue.withScope(of: nil) { $0.add(format, nil, index) }
        } else {
            // Somebody who accepts none of ours may accept it; nobody can tell.
            catalogue.unmatched = index
        }
    }

    private mutating func add(_ page: Page, variesByLanguage: Bool) -> Int {
        var vary: [StaticString] = []
        if !Representation.endsWithHead(status) {
            vary.append("Accept")
            if variesByLanguage { vary.append("Accept-Language") }
            if page.gzip != nil { vary.append("Accept-Encoding") }
        }
        let index = representations.count
        representations.append(Representation(status: status, page: page, vary: vary))
        if representations[index].hasGzip {
            representations.append(
                Representation(status: status, page: page, vary: vary, isCompressed: true))
        }
        return index
    }
}
