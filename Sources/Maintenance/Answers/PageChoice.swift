// The pages there are for one format, by language.

import HTTP

/// Of one host, or of every host.
struct PageChoice {
    var languages = LanguageTable()
    /// What is sent to everybody else; nil: another choice is asked.
    var fallback: Int?

    /// - Returns: a representation.
    func find(_ head: RequestHead, of bytes: Span<UInt8>) -> Int? {
        if languages.isEmpty { return fallback }
        let field = KnownField.acceptLanguage
        return head.withList(field, of: bytes) { languages.preferred(by: $0) } ?? fallback
    }
}
