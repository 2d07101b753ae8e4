// Which of some languages a value of Accept-Language asks for.
import Testing

@testable import HTTP

@Suite struct LanguageTableTests {
    static let tags = [
        "en", "de", "fr", "pt-PT", "pt-BR", "pt", "zh-Hans", "zh", "zh-cn", "zh-sg", "zh-Hant",
        "zh-tw", "zh-hk", "sr", "sr-Latn", "es-419", "nb", "no",
    ]

    static let table = {
        var table = LanguageTable()
        for (place, tag) in tags.enumerated() { _ = add(tag, place, to: &table) }
        return table
    }()

    static func add(_ tag: String, _ value: Int, to table: inout LanguageTable) -> Bool {
        table.add(latin1(tag).span, value)
    }

    static func find(_ field: String, in table: LanguageTable) -> Int? {
        guarded(field) { table.preferred(by: $0) }
    }

    /// The tag found; empty: none.
    static func preferred(_ field: String) -> String {
        find(field, in: table).map { tags[$0] } ?? ""
    }

    @Test(arguments: [
        ("de", "de"), ("DE", "de"), ("de-CH", "de"), ("de-CH-1996", "de"),
        ("de-Latn-CH-1996", "de"), ("zh-TW", "zh-tw"), ("zh-Hant-TW", "zh-Hant"),
        ("zh-Hant", "zh-Hant"), ("zh-MO", "zh"), ("zh-CN", "zh-cn"), ("zh-Hans-CN", "zh-Hans"),
        ("pt-PT", "pt-PT"), ("pt", "pt"), ("pt-BR", "pt-BR"), ("pt-AO", "pt"), ("sr", "sr"),
        ("sr-Latn-RS", "sr-Latn"), ("sr-Cyrl-RS", "sr"), ("sr-RS", "sr"), ("es-419", "es-419"),
        ("es-419-x-y", "es-419"), ("no-bok", "no"), ("nb-NO", "nb"),
    ])
    func `a lookup cuts the range until there is such a tag`(_ range: String, _ tag: String) {
        #expect(Self.preferred(range) == tag)
    }

    @Test(arguments: [
        "", "it", "es", "es-MX", "d", "e", "den", "eng", "de_DE", "*", "*-DE", "*, *;q=0.5", "x-de",
        "i-de", "x", "x-y-z", "de;q=0", "de;q=0, fr;q=0.000", "de;q=abc", ", ,", "-de", "q=de",
    ])
    func `what isn't there or isn't a range finds nothing`(_ field: String) {
        #expect(Self.preferred(field) == "")
    }

    @Test(arguments: [
        ("de-x-foo", "de"), ("de-x-foo-bar-baz", "de"), ("de-u-co-phonebk", "de"),
        ("fr-a-b-c", "fr"), ("zh-Hant-x-y", "zh-Hant"),
    ])
    func `a single letter is cut with what follows it`(_ range: String, _ tag: String) {
        #expect(Self.preferred(range) == tag)
    }

    @Test(arguments: [
        ("zh-Hant-TW-x-very-private-use", "zh-Hant"), ("de-CH-1996-abcdefgh-ijklmnop", "de"),
        ("sr-Latn-RS-abcdefgh", "sr-Latn"), ("abcdefghijklmnopqrstuvw", ""),
        ("abcdefgh-abcdefgh-de", ""),
    ])
    func `an over-long range is looked up by what fits`(_ range: String, _ tag: String) {
        #expect(Self.preferred(range) == tag)
        #expect(Self.preferred(range + ", fr;q=0.1") == (tag.isEmpty ? "fr" : tag))
    }

    @Test(arguments: [
        ("de, fr", "de"), ("fr, de", "fr"), ("de;q=0.5, fr;q=0.6", "fr"),
        ("de;q=0.6, fr;q=0.5", "de"), ("de;q=0.5, fr;q=0.5", "de"),
        ("it, es;q=0.9, fr;q=0.1", "fr"), ("it, fr;q=0.001", "fr"), ("de;q=0.9, fr", "fr"),
        ("de-CH, de;q=0.9, en;q=0.8", "de"), ("*, fr;q=0.1", "fr"),
        ("*;q=0.9, de;q=0.8, fr;q=0.7", "de"), ("en-GB;q=0.2, de-AT;q=0.3", "de"),
        ("de;q=0, fr;q=0.1", "fr"), ("de;q=1.001, fr;q=0.1", "fr"), (",,fr", "fr"),
        ("it-CH, de-CH;q=0.7, fr-CH;q=0.8", "fr"), ("de;q=.5, fr;q=.6", "fr"),
    ])
    func `the highest weight that is there wins, of equal ones the first`(
        _ field: String, _ tag: String
    ) {
        #expect(Self.preferred(field) == tag)
    }

    @Test func `a tag can be added once, however it is written`() {
        var table = LanguageTable()
        #expect(table.isEmpty)
        let isAdded = Self.add("de-CH", 1, to: &table)
        let isAddedTwice = Self.add("DE-ch", 2, to: &table)
        let isMalformedAdded = Self.add("x-foo", 3, to: &table)
        #expect(isAdded && !isAddedTwice && !isMalformedAdded && !table.isEmpty)
        #expect(Self.find("de-ch", in: table) == 1)
    }

    @Test func `an empty table finds nothing`() {
        #expect(Self.find("de, *", in: LanguageTable()) == nil)
    }

    @Test func `every tag is found whatever the order of adding`() {
        for order in [Self.tags, Self.tags.reversed(), Self.tags.sorted()] {
            var table = LanguageTable()
            for (place, tag) in order.enumerated() { _ = Self.add(tag, place, to: &table) }
            for (place, tag) in order.enumerated() {
                #expect(Self.find(tag, in: table) == place, "\(tag)")
            }
        }
    }
}
