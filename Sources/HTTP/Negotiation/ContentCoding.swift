// Whether a request takes a compressed answer.

package enum ContentCoding {
    /// Whether gzip is acceptable and not less welcome than no coding at all: RFC 9110 §12.5.3.
    ///
    /// - Parameter field: the value of Accept-Encoding, empty if there is none.
    package static func prefersGzip(_ field: Span<UInt8>) -> Bool {
        var gzip: Int?
        var identity: Int?
        var others: Int?
        var preferences = Preferences()
        while let element = preferences.next(in: field) {
            let start = Int(element.value.start)
            switch element.value.count {
            case 1: if field.has("*", at: start) { others = element.weight }
            case 4:
                if field.hasName("gzip", at: start) {
                    if element.weight == 1000 { return true }
                    gzip = element.weight
                }
            // RFC 9110 §8.4.1.3: the same by its old name.
            case 6: if field.hasName("x-gzip", at: start) { gzip = gzip ?? element.weight }
            case 8: if field.hasName("identity", at: start) { identity = element.weight }
            default: break
            }
        }
        let weight = gzip ?? others ?? 0
        return weight > 0 && weight >= identity ?? others ?? 0
    }
}
