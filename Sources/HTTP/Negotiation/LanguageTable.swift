// Which of the languages there are a request asks for.

/// Language tags and what they stand for.
package struct LanguageTable: Sendable {
    /// Sorted, with the value of each beside it.
    private var tags: [LanguageTag] = []
    private var values: [Int] = []

    package init() {}

    package var isEmpty: Bool { tags.isEmpty }

    /// Whether it is a language tag that can be added.
    package static func isTag(_ text: Span<UInt8>) -> Bool {
        text.count <= LanguageTag.longest && LanguageTag(text)?.isWellFormed == true
    }

    /// - Returns: false when the tag is there already, or isn't one.
    @discardableResult
    package mutating func add(_ tag: Span<UInt8>, _ value: Int) -> Bool {
        guard Self.isTag(tag), let tag = LanguageTag(tag) else { return false }
        let place = place(of: tag, below: tags.count)
        if place < tags.count, tags[place] == tag { return false }
        tags.insert(tag, at: place)
        values.insert(value, at: place)
        return true
    }

    /// Lookup by RFC 4647 §3.4 over the value of Accept-Language (RFC 9110 §12.5.4): the language
    /// of the highest weight that is here, of equal ones the first; `*` asks for nothing.
    package func preferred(by field: Span<UInt8>) -> Int? {
        var best: Int?
        var bestWeight = 0
        var preferences = Preferences()
        while bestWeight < 1000, let element = preferences.next(in: field) {
            guard element.weight > bestWeight,
                let value = lookUp(field.extracting(element.value.indices))
            else { continue }
            best = value
            bestWeight = element.weight
        }
        return best
    }

    private func lookUp(_ range: Span<UInt8>) -> Int? {
        var tag = LanguageTag(range)
        var end = tags.count
        while let wanted = tag {
            let place = place(of: wanted, below: end)
            if place < tags.count, tags[place] == wanted { return values[place] }
            // What it is shortened to stands before it, mostly in the next place.
            end = place
            tag = wanted.truncated
            if place > 0, let tag, tags[place &- 1] == tag { return values[place &- 1] }
        }
        return nil
    }

    /// The same among the languages of several tables: of equal tags that of the first counts.
    /// - Parameter isElsewhere: whether something else stands for every language that isn't here, so
    ///   that the first one that is asked for decides.
    package static func preferred(
        by field: Span<UInt8>, among tables: [LanguageTable], isElsewhere: Bool
    ) -> Int? {
        var best: Int?
        var bestWeight = 0
        var preferences = Preferences()
        while bestWeight < 1000, let element = preferences.next(in: field) {
            guard element.weight > bestWeight,
                let asked = LanguageTag(field.extracting(element.value.indices))
            else { continue }
            let value = value(of: asked, among: tables)
            guard value != nil || isElsewhere else { continue }
            best = value
            bestWeight = element.weight
        }
        return best
    }

    private static func value(of asked: LanguageTag, among tables: [LanguageTable]) -> Int? {
        var tag: LanguageTag? = asked
        while let wanted = tag {
            for table in tables {
                if let value = table.lookUp(wanted) { return value }
            }
            tag = wanted.truncated
        }
        return nil
    }

    @inline(never)
    private func lookUp(_ tag: LanguageTag) -> Int? {
        let place = place(of: tag, below: tags.count)
        return place < tags.count && tags[place] == tag ? values[place] : nil
    }

    /// Where the tag is, or would be.
    private func place(of tag: LanguageTag, below end: Int) -> Int {
        partitionPoint(of: end) { tags[$0].precedes(tag) }
    }
}
