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

    /// The tags that ask for it, and whether the operator has texts in its language.
    struct Addressed {
        let edition: PageEdition
        let tags: [[UInt8]]
        let isOwn: Bool
        /// Whether it is for those whose languages aren't there.
        var isFallback = false
    }

    /// One for each section of the announcement and for each built-in language, English first of
    /// these. A section in another language than these has the rest in English; of equal tags the
    /// first counts.
    static func all(_ announcement: Announcement) -> [Addressed] {
        let translations = Translation.all
        var table = LanguageTable()
        for (index, translation) in translations.enumerated() {
            for tag in translation.tags { table.add(tag.span, index) }
        }
        var all: [Addressed] = []
        for section in announcement.sections {
            guard let tag = section.language,
                !translations.contains(where: { section.isOf([UInt8]($0.tag)[...]) })
            else { continue }
            let known = table.preferred(by: tag.span)
            let translation = translations[known ?? 0]
            all.append(
                Addressed(
                    edition: PageEdition(
                        translation: translation,
                        language: known == nil ? [UInt8](translation.tag) : tag, audience: tag,
                        texts: announcement.texts(of: announcement.sections(for: [tag]))),
                    tags: [tag], isOwn: true))
        }
        for (index, translation) in translations.enumerated() {
            let sections = announcement.sections(for: translation.tags)
            let tag = [UInt8](translation.tag)
            all.append(
                Addressed(
                    edition: PageEdition(
                        translation: translation, language: tag, audience: tag,
                        texts: announcement.texts(of: sections)),
                    tags: translation.tags, isOwn: !sections.isEmpty, isFallback: index == 0))
        }
        return all
    }
}
