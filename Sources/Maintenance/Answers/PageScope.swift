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
    func find(_ choice: FormatChoice, _ head: RequestHead, of bytes: Span<UInt8>) -> Int? {
        switch choice {
        case .html: html.find(head, of: bytes)
        case .json: json.find(head, of: bytes)
        case .xml: xml.find(head, of: bytes)
        case .text: text.find(head, of: bytes)
        case .standard:
            html.find(head, of: bytes) ?? text.find(head, of: bytes) ?? json.find(head, of: bytes)
        case .nothing: nil
        }
    }

    /// - Parameters:
    ///   - language: nil for every language.
    ///   - page: a representation.
    mutating func add(_ format: FormatChoice, _ language: [UInt8]?, _ page: Int) {
        switch format {
        case .html: Self.add(language, page, to: &html)
        case .json: Self.add(language, page, to: &json)
        case .xml: Self.add(language, page, to: &xml)
        case .text: Self.add(language, page, to: &text)
        case .standard, .nothing: break
        }
    }

    private static func add(_ language: [UInt8]?, _ page: Int, to choice: inout PageChoice) {
        if let language {
            choice.languages.add(language.span, page)
        } else {
            choice.fallback = page
        }
    }
}
