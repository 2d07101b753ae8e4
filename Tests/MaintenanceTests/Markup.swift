// HTML taken apart, as far as telling what is markup and what is text.

/// Written for pages of ours: every attribute's value stands in double quotes or is absent.
struct Markup {
    /// Each with the names of its attributes: `p class`, `/p`.
    private(set) var tags: [String] = []
    /// By `tag attribute`: the values in their order.
    private(set) var values: [String: [String]] = [:]
    /// By tag: what follows it up to the next one.
    private(set) var texts: [String: [String]] = [:]

    init(_ html: String) {
        var rest = Substring(html)
        while let start = rest.firstIndex(of: "<") {
            rest = rest[start...].dropFirst()
            let tag = takeTag(&rest)
            // The content of these is no markup.
            if tag == "style" || tag == "script" {
                while !rest.isEmpty, !rest.hasPrefix("</" + tag) {
                    rest = rest.dropFirst().drop { $0 != "<" }
                }
                continue
            }
            let text = rest.prefix { $0 != "<" }
            texts[tag, default: []].append(Self.plain(text))
        }
    }

    private mutating func takeTag(_ rest: inout Substring) -> String {
        let name = String(rest.prefix { $0 != " " && $0 != ">" && !$0.isNewline })
        rest = rest.dropFirst(name.count)
        var words = [name]
        while let first = rest.first, first != ">" {
            if first == " " || first.isNewline || first == "/" {
                rest = rest.dropFirst()
                continue
            }
            let attribute = String(rest.prefix { $0 != "=" && $0 != " " && $0 != ">" })
            rest = rest.dropFirst(attribute.count)
            words.append(attribute)
            guard rest.hasPrefix("=\"") else { continue }
            let value = rest.dropFirst(2).prefix { $0 != "\"" }
            rest = rest.dropFirst(value.count + 3)
            values[name + " " + attribute, default: []].append(Self.plain(value))
        }
        rest = rest.dropFirst()
        tags.append(words.joined(separator: " "))
        return name
    }

    /// The text that character references stand for.
    private static func plain(_ text: Substring) -> String {
        var plain = ""
        var rest = text
        while true {
            let verbatim = rest.prefix { $0 != "&" }
            plain += verbatim
            rest = rest[verbatim.endIndex...]
            if rest.isEmpty { return plain }
            let references: KeyValuePairs = [
                "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#34;": "\"", "&#39;": "'",
            ]
            if let (name, character) = references.first(where: { rest.hasPrefix($0.key) }) {
                plain += character
                rest = rest.dropFirst(name.count)
            } else {
                plain.append("&")
                rest = rest.dropFirst()
            }
        }
    }
}
