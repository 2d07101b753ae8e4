// The variables with what the operator says: texts, a link, the end, whose page it is.

import HTTP
import Kernel
import Maintenance

extension Configuration {
    static func announcement(_ reader: inout VariableReader, now: Int) -> Announcement {
        var announcement = Announcement()
        announcement.texts.title = text(.title, keepsLines: false, &reader)
            .map { Announcement.Text($0) }
        announcement.texts.message = text(.message, keepsLines: true, &reader)
            .map { Announcement.Text($0) }
        announcement.texts.links = link(&reader).map { [Announcement.Link(url: $0)] } ?? []
        announcement.until = until(&reader, now: now)
        announcement.refresh = reader.number(.refresh)
        announcement.brand = text(.brand, keepsLines: false, &reader)
        announcement.accent = accent(&reader)
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
        do throws(AnnouncementError) {
            let text = try AnnouncementValue.text(
                value, keepsLines: keepsLines, longest: variable.longest)
            if AnnouncementValue.holdsPassword(text) {
                reader.warn(variable, value, .announcement(.passwordInText))
            }
            return text.isEmpty ? nil : text
        } catch {
            reader.note(variable, Array(value.prefix(32)), .announcement(error))
            return nil
        }
    }

    private static func link(_ reader: inout VariableReader) -> [UInt8]? {
        guard let value = reader.value(of: .link) else { return nil }
        do throws(AnnouncementError) {
            if SystemText.isForeign(value) { throw .notUTF8 }
            return try AnnouncementValue.url(value)
        } catch {
            reader.note(.link, value, .announcement(error))
            return nil
        }
    }

    private static func until(_ reader: inout VariableReader, now: Int) -> Int? {
        guard let value = reader.value(of: .until) else { return nil }
        do throws(AnnouncementError) {
            let moment = try AnnouncementValue.until(value, now: now)
            if moment <= now { reader.warn(.until, value, .announcement(.past)) }
            return moment
        } catch {
            reader.note(.until, value, .announcement(error))
            return nil
        }
    }

    private static func accent(_ reader: inout VariableReader) -> [UInt8]? {
        guard let value = reader.value(of: .accentColor) else { return nil }
        let color = AnnouncementValue.color(value)
        if color == nil { reader.note(.accentColor, value, .notColor) }
        return color
    }
}
