// The texts of the built-in page, in every language.

import HTTP
import Testing

@testable import Maintenance

struct TranslationTests {
    private func texts(_ translation: Translation) -> [String] {
        [
            translation.title, translation.message, translation.expected, translation.overdue,
            translation.statusPage, translation.checking, translation.back,
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

    @Test(arguments: Translation.all)
    func `the number of seconds has one place, in one text`(_ translation: Translation) {
        for text in texts(translation) {
            let parts = text.split(separator: "{seconds}", omittingEmptySubsequences: false)
            #expect(parts.count == (text == translation.checking.description ? 2 : 1))
            #expect(!parts.joined().contains { "{}".contains($0) })
        }
    }

    @Test(arguments: Translation.all)
    func `the number takes its place`(_ translation: Translation) {
        for seconds in [0, 5, 30, 86_400] {
            let text = String(decoding: translation.checking(every: seconds), as: UTF8.self)
            let parts = translation.checking.description.split(
                separator: "{seconds}", omittingEmptySubsequences: false)
            #expect(text == parts.joined(separator: String(seconds)))
        }
    }

    @Test(arguments: Translation.all)
    func `its texts are plain`(_ translation: Translation) {
        for text in texts(translation) {
            #expect(!text.isEmpty && !text.contains { "<>&\"\\".contains($0) })
            #expect(Array(text.utf8).cleaned(keepsLines: false) == Array(text.utf8))
            #expect(text.first?.isWhitespace == false && text.last?.isWhitespace == false)
            #expect(!text.contains("  "))
        }
        #expect(Set(texts(translation)).count == 7)
    }

    @Test(arguments: Translation.all)
    func `Arabic, Hebrew, Persian and Urdu run from right to left`(_ translation: Translation) {
        let isExpected = ["ar", "he", "fa", "ur"].contains(translation.tag.description)
        #expect(translation.isRightToLeft == isExpected)
    }

    @Test func `no text was left in another language`() {
        for text in [\Translation.message, \.overdue] {
            let texts = Translation.all.map { $0[keyPath: text].description }
            #expect(Set(texts).count == texts.count)
        }
    }
}
