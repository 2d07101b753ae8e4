// The operator's own pages, of one host or of every host.

import HTTP

struct PageScope {
    var html = PageChoice()
    var json = PageChoice()
    var xml = PageChoice()
    var text = PageChoice()

    var hasLanguages: Bool {
        !html.languages.isEmpty || !json.languages.isEmpty || !text.languages.isEmpty
    }

    /// - Returns: a representation; nil: there is no page of that kind.
    func find(_ choice: FormatChoice, _ request: Request, of bytes: Span<UInt8>) -> RepresentationID? {
        switch choice {
        case .html: html.find(request, of: bytes)
        case .json: json.find(request, of: bytes)
        case .xml: xml.find(request, of: bytes)
        case .text: text.find(request, of: bytes)
        case .standard:
            html.find(request, of: bytes) ?? text.find(request, of: bytes) ?? json.find(request, of: bytes)
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
