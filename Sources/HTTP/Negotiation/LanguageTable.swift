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
        let place = place(of: tag)
        if place < tags.count, tags[place] == tag { return false }
        tags.insert(tag, at: place)
        values.insert(value, at: place)
        return true
    }

    /// Lookup by RFC 4647 §3.4 over the value of Accept-Language (RFC 9110 §12.5.4): the language
    /// of the highest weight that is here, of equal ones the first; `*` asks for nothing.
    ///
    /// - Parameter isElsewhere: whether something else stands for every language that isn't here, so
    ///   that the first one that is asked for decides.
    package func preferred(by field: Span<UInt8>, isElsewhere: Bool = false) -> Int? {
        Self.preferred(by: field, isElsewhere: isElsewhere) { lookUp($0) }
    }

    /// The same among the languages of several tables: of equal tags that of the first counts.
    package static func preferred(
        by field: Span<UInt8>, among tables: [LanguageTable], isElsewhere: Bool
    ) -> Int? {
        preferred(by: field, isElsewhere: isElsewhere) { tag in
            for table in tables {
                if let value = table.lookUp(tag) { return value }
            }
            return nil
        }
    }

    @inline(__always)
    private static func preferred(
        by field: Span<UInt8>, isElsewhere: Bool, _ value: (LanguageTag) -> Int?
    ) -> Int? {
        var best: Int?
        var bestWeight = 0
        var preferences = Preferences()
        while bestWeight < 1000, let element = preferences.next(in: field) {
            guard element.weight > bestWeight else { continue }
            let asked = LanguageTag(field.extracting(element.value.indices))
            var tag = asked
            while let wanted = tag {
                if let value = value(wanted) {
                    best = value
                    bestWeight = element.weight
                    break
                }
                tag = wanted.truncated
            }
            if isElsewhere, asked != nil, tag == nil {
                best = nil
                bestWeight = element.weight
            }
        }
        return best
    }

    @inline(never)
    private func lookUp(_ tag: LanguageTag) -> Int? {
        let place = place(of: tag)
        return place < tags.count && tags[place] == tag ? values[place] : nil
    }

    /// Where the tag is, or would be.
    private func place(of tag: LanguageTag) -> Int {
        partitionPoint(of: tags.count) { tags[$0].precedes(tag) }
    }
}
