// The characters the texts of the built-in page are written with.

import Foundation
import Testing

@testable import Maintenance

struct TranslationCharacterTests {
    private func texts(_ translation: Translation) -> [String] {
        [
            translation.title, translation.message, translation.expected, translation.about,
            translation.overdue, translation.sent, translation.statusPage, translation.updates,
            translation.back,
        ].map(\.description)
    }

    private static let scripts: [(name: String, scalars: [ClosedRange<UInt32>])] = [
        ("Latin", [0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF]),
        ("Greek", [0x370...0x3FF, 0x1F00...0x1FFF]), ("Cyrillic", [0x400...0x52F]),
        ("Hebrew", [0x590...0x5FF]), ("Arabic", [0x600...0x6FF]), ("Devanagari", [0x900...0x963]),
        ("Bengali", [0x980...0x9FF]), ("Tamil", [0xB80...0xBFF]), ("Thai", [0xE00...0xE7F]),
        ("Japanese", [0x3040...0x30FF, 0x4E00...0x9FFF]), ("Hangul", [0xAC00...0xD7AF]),
    ]

    /// Of languages that aren't written in Latin letters.
    private static let scriptOfLanguage = [
        "el": "Greek", "bg": "Cyrillic", "ru": "Cyrillic", "sr": "Cyrillic", "uk": "Cyrillic",
        "he": "Hebrew", "ar": "Arabic", "fa": "Arabic", "ur": "Arabic", "hi": "Devanagari",
        "bn": "Bengali", "ta": "Tamil", "th": "Thai", "ja": "Japanese", "zh-Hans": "Japanese",
        "zh-Hant": "Japanese", "ko": "Hangul",
    ]

    @Test(arguments: Translation.all)
    func `a text is in one script, its language's`(_ translation: Translation) {
        let expected = Self.scriptOfLanguage[translation.tag.description] ?? "Latin"
        for text in texts(translation) {
            let words = text.replacing(/\{(duration|relative)\}/, with: "")
            for scalar in words.unicodeScalars {
                let script = Self.scripts.first {
                    $0.scalars.contains { $0.contains(scalar.value) }
                }
                #expect((script?.name ?? expected) == expected, "\(text)")
            }
        }
    }

    @Test(arguments: Translation.all)
    func `its letters are composed`(_ translation: Translation) {
        for text in texts(translation) {
            let composed = text.precomposedStringWithCanonicalMapping
            #expect(composed.utf8.elementsEqual(text.utf8), "\(text)")
        }
    }

    @Test(arguments: Translation.all)
    func `quotation marks, dots and blanks are those of its language`(_ translation: Translation) {
        let tag = translation.tag.description
        for text in texts(translation) {
            let scalars = Set(text.unicodeScalars.map(\.value))
            // A straight apostrophe, and a full stop for an ellipsis.
            #expect(!scalars.contains(0x27) && !text.contains(".."))
            // A no-break space stands in front of the ellipsis, in these four.
            let hasSpace = scalars.contains(0xA0)
            #expect(hasSpace == (text.contains("…") && ["da", "de", "nb", "sv"].contains(tag)))
            #expect(!scalars.contains(0x200C) || tag == "fa")
            // Soft hyphens, marks of direction, joiners.
            let isHidden = scalars.contains {
                $0 == 0xAD || (0x200D...0x200F).contains($0) || (0x2028...0x202E).contains($0)
                    || (0x2060...0x206F).contains($0) || $0 == 0xFEFF
            }
            #expect(!isHidden)
        }
    }

    @Test(arguments: Translation.all)
    func `a sentence ends as its language ends them`(_ translation: Translation) {
        let ends = [
            "hi": "।", "bn": "।", "ur": "۔", "ja": "。", "zh-Hans": "。", "zh-Hant": "。",
        ]
        let tag = translation.tag.description
        for text in [
            translation.message, translation.overdue, translation.sent, translation.updates,
        ].map(\.description) where tag != "th" {
            #expect(text.hasSuffix(ends[tag] ?? "."), "\(text)")
            #expect(ends[tag] == nil || !text.contains("."), "\(text)")
            // Hindi and Bengali have the comma of Latin.
            #expect(!["ur", "ja", "zh-Hans", "zh-Hant"].contains(tag) || !text.contains(","))
        }
        for text in [translation.title, translation.expected, translation.statusPage] {
            #expect(text.description.last?.isPunctuation == false)
        }
        #expect(translation.back.description.hasSuffix("…"))
    }

    @Test(
        arguments: [
            // Letters of its neighbours: cedillas for commas below, Arabic's for Persian's.
            ("ro", "şţŞŢ"), ("de", "ß"), ("fa", "يكة"), ("ur", "يكةه"), ("ar", "یکہگپچ"),
            ("uk", "ыэъё"), ("bg", "ыэёіїє"), ("ru", "іїєў"), ("zh-Hans", "務維護頁長"),
            ("zh-Hant", "务维护页长"),
        ])
    func `no letter is another language's`(_ tag: String, _ foreign: String) throws {
        let translation = try #require(Translation.all.first { $0.tag.description == tag })
        for text in texts(translation) {
            let found = Set(text.unicodeScalars).intersection(foreign.unicodeScalars)
            #expect(found.isEmpty, "\(text)")
        }
    }

    @Test func `Serbian says the same in both scripts`() throws {
        let letters: [Character: String] = [
            "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "đ", "е": "e", "ж": "ž",
            "з": "z", "и": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n",
            "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "ć", "у": "u",
            "ф": "f", "х": "h", "ц": "c", "ч": "č", "џ": "dž", "ш": "š",
        ]
        for (cyrillic, latin) in zip(texts(.serbian), texts(.serbianLatin)) {
            let written = cyrillic.lowercased().map { letters[$0] ?? String($0) }.joined()
            #expect(written == latin.lowercased())
        }
    }
}
