// Putting anybody's text into documents where it stays text.

import HTTP

extension [UInt8] {
    /// As text or as an attribute's value in double quotes, in HTML and in XML.
    mutating func append(escapedMarkup text: [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): append("&amp;")
            case UInt8(ascii: "<"): append("&lt;")
            case UInt8(ascii: ">"): append("&gt;")
            case UInt8(ascii: "\""): append("&#34;")
            case UInt8(ascii: "'"): append("&#39;")
            default: append(byte)
            }
        }
    }

    /// As a string of JSON without its quotation marks: RFC 8259 §7.
    package mutating func append(escapedJSON text: [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x09: append("\\t")
            // Inert too where somebody puts the document into a page.
            case UInt8(ascii: "<"): append("\\u003c")
            default: append(byte)
            }
        }
    }
}

extension [UInt8] {
    /// Text without what no document may hold: C0 and C1 controls and DEL become spaces; the two
    /// noncharacters that XML forbids, and what turns the order of letters round, are left out.
    /// Isolates that languages need stay; each is ended in its line, and what ends none goes: what
    /// follows the text would be shown within it.
    /// - Parameter keepsLines: line feeds stay.
    package func cleaned(keepsLines: Bool) -> [UInt8] {
        var clean: [UInt8] = []
        var last: UInt32 = 0
        var isolates = 0
        func endIsolates() {
            for _ in 0..<isolates { clean += [0xE2, 0x81, 0xA9] }
            isolates = 0
        }
        for scalar in String(decoding: self, as: UTF8.self).unicodeScalars {
            let before = last
            last = scalar.value
            switch scalar.value {
            // CR LF is one line end.
            case 0x0A where keepsLines && before == 0x0D: break
            case 0x0A where keepsLines, 0x0D where keepsLines:
                endIsolates()
                clean.append(0x0A)
            case 0...0x1F, 0x7F...0x9F: clean.append(0x20)
            case 0xFFFE, 0xFFFF: break
            // Embeddings and overrides, deprecated by UAX #9 §2: what follows the text would be
            // shown backwards.
            case 0x202A...0x202E: break
            case 0x2069 where isolates == 0: break
            default:
                if scalar.value == 0x2069 { isolates -= 1 }
                if (0x2066...0x2068).contains(scalar.value) { isolates += 1 }
                clean.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        endIsolates()
        return clean
    }
}
