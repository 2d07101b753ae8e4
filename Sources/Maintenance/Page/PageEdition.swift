// What differs from one language's page to another's.

import HTTP

struct PageEdition {
    let translation: Translation
    /// Of the page's own words.
    let language: [UInt8]
    /// Of those it is for: another one where the page's own words aren't there in their language.
    let audience: [UInt8]
    let texts: Announcement.Texts

    /// Whether a text needs no mark of its language.
    func isIn(_ language: [UInt8]?) -> Bool {
        guard let language, language.count == self.language.count else { return false }
        for (byte, other) in zip(language, self.language) where byte.lowercased != other.lowercased
        {
            return false
        }
        return true
    }

    /// In which of the built-in languages a page for a tag has its own words; nil: in none.
    static func translation(for tag: [UInt8], among translations: [Translation]) -> Translation? {
        var table = LanguageTable()
        for (index, translation) in translations.enumerated() {
            for tag in translation.tags { table.add(tag.span, index) }
        }
        return table.preferred(by: tag.span).map { translations[$0] }
    }
}
