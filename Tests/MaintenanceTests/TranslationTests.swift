// The texts of the built-in page, in every language.

import HTTP
import Testing

@testable import Maintenance

struct TranslationTests {
    private func texts(_ translation: Translation) -> [String] {
        [
            translation.title, translation.message, translation.expected, translation.overdue,
            translation.sent, translation.statusPage, translation.updates, translation.back,
        ].map(\.description)
    }

    private func isTag(_ tag: [UInt8]) -> Bool { LanguageTable.isTag(tag.span) }

    @Test func `English comes first`() {
        #expect(Translation.all[0].tag.description == "en")
        #expect(Server.standard.responses.languageCount == Translation.all.count)
    }

    @Test(arguments: Translation.all)
    func `its tags are well-formed`(_ translation: Translation) {
        for tag in translation.tags { #expect(isTag(tag)) }
        #expect(!translation.otherTags.description.contains { $0.isUppercase })
    }

    @Test func `no tag asks for two languages`() {
        let tags = Translation.all.flatMap(\.tags).map {
            String(decoding: $0, as: UTF8.self).lowercased()
        }
        #expect(Set(tags).count == tags.count)
    }

    @Test(arguments: Translation.all)
    func `every tag gets its page`(_ translation: Translation) throws {
        for tag in translation.tags {
            let range = String(decoding: tag, as: UTF8.self)
            for range in [range, range.uppercased(), range + "-x-y", "xx, " + range + ";q=0.1"] {
                let answer = try Server.standard.answer(
                    "Accept: text/html\nAccept-Language: \(range)")
                #expect(answer["Content-Language"] == translation.tag.description, "\(range)")
            }
        }
    }

    @Test(
        arguments: [
            ("pt-AO", "pt-PT"), ("pt-MZ", "pt-PT"), ("pt-CH", "pt-PT"), ("pt", "pt-BR"),
            ("sr-ME", "sr-Latn"), ("cnr", "sr-Latn"), ("cnr-ME", "sr-Latn"), ("sh", "sr-Latn"),
            ("sr-RS", "sr"), ("bs-BA", "bs"), ("hr-BA", "hr"), ("yue-HK", "zh-Hant"),
            ("zh-CN", "zh-Hans"), ("zh-SG", "zh-Hans"), ("zh-TW", "zh-Hant"), ("prs-AF", "fa"),
            ("nn-NO", "nb"), ("iw", "he"), ("in", "id"), ("tl", "fil"), ("mo", "ro"),
        ])
    func `who asks for a neighbour gets the nearest`(_ asked: String, _ given: String) throws {
        let answer = try Server.standard.answer("Accept: text/html\nAccept-Language: \(asked)")
        #expect(answer["Content-Language"] == given)
    }

    @Test(arguments: Translation.all)
    func `what is left has one placeholder, the other texts none`(_ translation: Translation) {
        for text in texts(translation) { #expect(!text.contains { "{}|".contains($0) }) }
        let about = translation.about.description
        let parts = about.split(omittingEmptySubsequences: false) { "{}".contains($0) }
        #expect(parts.count == 3 && about.filter { $0 == "{" }.count == 1)
        // It goes on from the time above it.
        #expect(about.first?.isUppercase == false && !about.contains { ".。।۔".contains($0) })
        let words = parts[1].split(separator: "|", omittingEmptySubsequences: false)
        if words.count == 1 {
            #expect(words == ["duration"] || words == ["relative"])
        } else {
            #expect([3, 4, 6].contains(words.count) && !words.contains(""))
        }
    }

    @Test func `languages that not every browser knows have words of their own`() {
        let own = Translation.all.filter { $0.about.description.contains("|") }
        #expect(own.map(\.tag.description) == ["eu", "bs", "gl", "is"])
    }

    @Test(arguments: Translation.all)
    func `its texts are plain`(_ translation: Translation) {
        for text in texts(translation) {
            #expect(!text.isEmpty && !text.contains { "<>&\"\\".contains($0) })
            #expect(Array(text.utf8).cleaned(keepsLines: false) == Array(text.utf8))
            #expect(text.first?.isWhitespace == false && text.last?.isWhitespace == false)
            #expect(!text.contains("  "))
        }
        #expect(Set(texts(translation)).count == 8)
    }

    @Test(arguments: Translation.all)
    func `Arabic, Hebrew, Persian and Urdu run from right to left`(_ translation: Translation) {
        let isExpected = ["ar", "he", "fa", "ur"].contains(translation.tag.description)
        #expect(translation.isRightToLeft == isExpected)
    }

    @Test func `no text was left in another language`() {
        for text in [\Translation.message, \.sent] {
            let texts = Translation.all.map { $0[keyPath: text].description }
            #expect(Set(texts).count == texts.count)
        }
    }
}
