// The variables with what the operator says: texts, a link, the end.

import HTTP
import Kernel
import Maintenance

extension Configuration {
    static func announcement(_ reader: inout VariableReader, now: Int) -> Announcement {
        var announcement = Announcement()
        announcement.title = text(.title, keepsLines: false, &reader)
        announcement.message = text(.message, keepsLines: true, &reader)
        announcement.link = link(&reader)
        announcement.until = until(&reader, now: now)
        announcement.refresh = reader.number(.refresh)
        return announcement
    }

    private static func text(
        _ variable: Variable, keepsLines: Bool, _ reader: inout VariableReader
    ) -> [UInt8]? {
        guard let value = reader.value(of: variable) else { return nil }
        if SystemText.isForeign(value) {
            reader.note(variable, value, .notUTF8)
            return nil
        }
        let text = value.cleaned(keepsLines: keepsLines).trimmed()
        let longest = variable.longest
        if text.count <= longest { return text.isEmpty ? nil : text }
        reader.note(variable, Array(value.prefix(32)), .tooLong(longest: longest))
        return nil
    }

    private static func link(_ reader: inout VariableReader) -> [UInt8]? {
        guard let value = reader.value(of: .link) else { return nil }
        guard value.count <= Variable.link.longest, isAddress(value) else {
            reader.note(.link, value, .notLink)
            return nil
        }
        if holdsUser(value) {
            reader.note(.link, value, .userInLink)
            return nil
        }
        return value
    }

    /// `https://user:password@…`, of an address.
    private static func holdsUser(_ value: [UInt8]) -> Bool {
        let parts = value.split(separator: UInt8(ascii: "/"), maxSplits: 2)
        // Not `mailto:`, which may hold an address of the web.
        guard parts.count > 1, parts[0].count <= "https:".utf8.count else { return false }
        return parts[1].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
            .contains(UInt8(ascii: "@"))
    }

    /// Whether a browser may be sent there: no `javascript:`, nothing that ends the attribute.
    private static func isAddress(_ value: [UInt8]) -> Bool {
        var scheme = 0
        for candidate in ["http://", "https://", "mailto:", "tel:"]
        where Array(value.prefix(candidate.utf8.count)).equalsIgnoringCase(candidate) {
            scheme = candidate.utf8.count
        }
        guard scheme > 0, value.count > scheme, value[scheme] != UInt8(ascii: "/"),
            !SystemText.isForeign(value)
        else { return false }
        for byte in value where byte <= 0x20 || byte == 0x7F { return false }
        for byte in Array("\"<>\\^`{|}".utf8) where value.contains(byte) { return false }
        return true
    }

    private static func until(_ reader: inout VariableReader, now: Int) -> Int? {
        guard let value = reader.value(of: .until) else { return nil }
        guard let moment = InternetTime.parse(value.span) else {
            let isWithoutZone = InternetTime.parse((value + [UInt8(ascii: "Z")]).span) != nil
            reader.note(.until, value, isWithoutZone ? .noZone : .notTime)
            return nil
        }
        if moment - now > longestRetry {
            reader.note(.until, value, .tooFar)
            return nil
        }
        // The page says that it takes longer than planned, as it would had it been there before.
        if moment <= now { reader.warn(.until, value, .past) }
        return moment
    }
}
