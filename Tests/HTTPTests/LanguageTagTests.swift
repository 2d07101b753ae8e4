// Language tags: what fits, what they are cut to, which are well-formed.
import Testing

@testable import HTTP

@Suite struct LanguageTagTests {
    static func tag(_ text: String) -> LanguageTag? { guarded(text) { LanguageTag($0) } }

    /// How many tags a lookup tries.
    static func lookups(_ text: String) -> Int {
        var count = 0
        var tag = tag(text)
        while let wanted = tag {
            count += 1
            tag = wanted.truncated
        }
        return count
    }

    @Test(arguments: [
        ("de-CH-1996", "de-CH"), ("de-CH", "de"), ("zh-Hant-TW", "zh-Hant"),
        ("sr-Latn-RS", "sr-Latn"), ("de-x-foo", "de"), ("de-a-bbb-x-foo", "de-a-bbb"),
        ("de-u-co", "de"), ("i-klingon", "i"), ("x-foo", "x"), ("de-1", "de"),
    ])
    func `a tag loses its last subtag, and a single letter before it`(
        _ text: String, _ shorter: String
    ) throws {
        #expect(try #require(Self.tag(text)).truncated == Self.tag(shorter))
    }

    @Test(arguments: [
        ("de", 1), ("de-CH", 2), ("de-CH-1996", 3), ("de-x-foo", 2), ("x-foo", 2), ("i-klingon", 2),
        ("zh-Hant-TW", 3), ("zh-Hant-x-foo", 3), ("-", 1), ("--", 2),
    ])
    func `cutting a tag ends`(_ text: String, _ count: Int) {
        #expect(Self.lookups(text) == count)
    }

    @Test(arguments: [
        "", "*", "*-CH", "de-*", "de_CH", "de CH", "d\u{e9}", "de-CH.", "de;", "\u{00}",
        "abcdefghijklmnopq", "abcdefghijklmnopqrst-de",
    ])
    func `anything else is no tag`(_ text: String) {
        #expect(Self.tag(text) == nil)
    }

    @Test func `letter case doesn't matter`() {
        #expect(Self.tag("ZH-hANT-tw") == Self.tag("zh-Hant-TW"))
        #expect(Self.tag("zh-Hant") != Self.tag("zh-Hans"))
        #expect(Self.tag("de") != Self.tag("de-"))
    }

    @Test(arguments: [
        ("zh-Hant-TW-x-private", "zh-Hant-TW"), ("zh-Hant-TW-abcdef", "zh-Hant-TW"),
        ("de-CH-1996-abcdefgh", "de-CH-1996"), ("de-AT-1996-12345-x", "de-AT-1996-12345"),
        ("sl-IT-nedis-rozaj-1994", "sl-IT-nedis"), ("abcdefgh-ijklmnop-q", "abcdefgh"),
        ("de-DE-u-co-phonebk-x-y", "de-DE-u-co"),
    ])
    func `of an over-long tag the first subtags that fit are kept`(_ text: String, _ kept: String) {
        #expect(Self.tag(text) == Self.tag(kept))
    }

    @Test func `a tag of sixteen bytes is kept whole`() throws {
        let text = "de-AT-1996-12345"
        #expect(text.utf8.count == LanguageTag.longest)
        #expect(try #require(Self.tag(text)).truncated == Self.tag("de-AT-1996"))
    }

    @Test(arguments: [
        "de", "fil", "de-CH", "zh-Hant", "zh-Hant-TW", "es-419", "de-CH-1996", "DE-ch",
    ])
    func `a language and its subtags are well-formed`(_ text: String) {
        #expect(guarded(text) { LanguageTable.isTag($0) })
    }

    @Test(arguments: [
        "", "d", "de-", "-de", "de--CH", "d3", "12", "deut", "deutsch", "de-C", "de-x-foo", "x-foo",
        "i-klingon", "de-abcdefghi", "de_CH", "*", "de.CH", "zh-Hant-TW-abcdef", "de CH", "\u{e4}h",
    ])
    func `anything else is not well-formed`(_ text: String) {
        #expect(!guarded(text) { LanguageTable.isTag($0) })
    }

    @Test func `tags have an order`() throws {
        let tags = ["de", "de-ch", "de-ch-1996", "en", "zh-hans", "zh-hant", "zh-hant-tw"]
            .compactMap(Self.tag)
        #expect(tags.count == 7)
        for (place, tag) in tags.enumerated() {
            #expect(!tag.precedes(tag))
            for other in tags[(place + 1)...] {
                #expect(tag != other && tag.precedes(other) != other.precedes(tag))
            }
        }
    }
}
