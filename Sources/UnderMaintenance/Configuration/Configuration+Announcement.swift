// The variables with what the operator says: texts, a link, the end.

import HTTP
import Maintenance

extension Configuration {
    /// Bytes. A longer text is a warning and isn't used.
    private static let longestTitle = 1000
    private static let longestMessage = 4000
    private static let longestLink = 2000

    mutating func readAnnouncement(_ reader: inout VariableReader, now: Int) {
        announcement.title = Self.text(
            "UNDER_MAINTENANCE_TITLE", upTo: Self.longestTitle, keepsLines: false, &reader)
        announcement.message = Self.text(
            "UNDER_MAINTENANCE_MESSAGE", upTo: Self.longestMessage, keepsLines: true, &reader)
        announcement.link = Self.link(&reader)
        announcement.until = Self.until(&reader, now: now)
        if let seconds = reader.number(of: "UNDER_MAINTENANCE_REFRESH", in: 0...86_400) {
            announcement.refresh = seconds
        }
    }

    private static func text(
        _ name: String, upTo limit: Int, keepsLines: Bool, _ reader: inout VariableReader
    ) -> [UInt8]? {
        guard let value = reader.value(of: name) else { return nil }
        let text = value.cleaned(keepsLines: keepsLines).trimmed()
        if text.count <= limit { return text.isEmpty ? nil : text }
        reader.warn(
            name, Array(value.prefix(32)), "longer than " + String(limit) + " bytes",
            "write a shorter text, or a page of your own")
        return nil
    }

    private static func link(_ reader: inout VariableReader) -> [UInt8]? {
        let name = "UNDER_MAINTENANCE_LINK"
        guard let value = reader.value(of: name) else { return nil }
        if isWebAddress(value) { return value }
        reader.warn(
            name, value, "not an http or https URL", "accepted: https://status.example.com/")
        return nil
    }

    /// Whether a browser may be sent there: no `javascript:`, nothing that ends the attribute.
    private static func isWebAddress(_ value: [UInt8]) -> Bool {
        guard value.count <= longestLink else { return false }
        var scheme = 0
        for candidate in ["http://", "https://"]
        where Array(value.prefix(candidate.utf8.count)).equalsIgnoringCase(candidate) {
            scheme = candidate.utf8.count
        }
        guard scheme > 0, value.count > scheme, value[scheme] != UInt8(ascii: "/") else {
            return false
        }
        for byte in value where byte <= 0x20 || byte == 0x7F { return false }
        for byte in Array("\"<>\\^`{|}".utf8) where value.contains(byte) { return false }
        return true
    }

    private static func until(_ reader: inout VariableReader, now: Int) -> Int? {
        let name = "UNDER_MAINTENANCE_UNTIL"
        guard let value = reader.value(of: name) else { return nil }
        let accepted = "accepted: a time to come, as 2026-11-22T18:00:00+01:00"
        guard let moment = InternetTime.parse(value.span) else {
            reader.warn(name, value, "not an RFC 3339 time", accepted)
            return nil
        }
        if moment <= now {
            reader.warn(name, value, "in the past", accepted)
        } else if moment - now > longestRetry {
            reader.warn(name, value, "too far away", accepted)
        } else {
            return moment
        }
        return nil
    }
}
