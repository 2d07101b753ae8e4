// What `check` says of the announcement: the texts that visitors read, and where each comes from.

import HTTP
import Maintenance

extension CheckCommand {
    /// What everybody reads, and whose page it is.
    static func describe(
        _ loaded: AnnouncementFiles.Loaded, _ configuration: Configuration, _ report: inout Report
    ) {
        let announcement = loaded.announcement(configuration)
        let (file, path) = (loaded.file, configuration.announcementPath)
        let (until, refresh) = (announcement.until, announcement.refresh)
        var languages: [String] = []
        for section in announcement.sections {
            if let language = section.language { languages.append(String(bytes: language)) }
        }
        let isSet = path != nil || until != nil || refresh != Announcement.standardRefresh
        if isSet || report.isJSON {
            report.open("announcement", "announcement")
            report.field("path", path)
            report.field("missing", path != nil && file == nil ? "not loaded" : nil, ", ")
            report.field("until", until.map { InternetTime.text($0) }, ", until ")
            let from = until == nil ? nil : source(file?.until.isSaid, .until, path)
            report.field("untilFrom", from, ", from ")
            report.field("refresh", number: refresh, ", refresh ")
            report.field("languages", list: languages, ", texts in ")
            report.close()
        }
        report.begin("texts")
        let texts = announcement.texts
        let common = file?.common
        tell("title", texts.title?.content, source(common?.title.isSaid, .title, path), &report)
        let message = source(common?.message.isSaid, .message, path)
        tell("message", texts.message?.content, message, &report)
        let link = source(common?.links.isSaid, .link, path)
        for place in texts.links.indices { tell("link", texts.line(place), link, &report) }
        for language in languages {
            let own = announcement.texts(for: Array(language.utf8))
            tell("title", own.title?.content, path, &report, language, texts.title?.content)
            tell("message", own.message?.content, path, &report, language, texts.message?.content)
            // Those of everybody stand first.
            for place in 0..<max(own.links.count, min(texts.links.count, 1)) {
                tell("link", own.line(place), path, &report, language, texts.line(place))
            }
        }
        report.add("brand", "brand", announcement.brand.map { String(bytes: $0) })
        report.add("accentColor", "accent", announcement.accent.map { String(bytes: $0) })
        var words: String?
        if let logo = announcement.logo, let path = configuration.logoPath {
            words = path + ", " + logo.format.name + ", " + String(logo.size) + " bytes"
        }
        report.add("logo", "logo", words)
    }

    /// The file, or the variable.
    @inline(never)
    private static func source(_ isInFile: Bool?, _ variable: Variable, _ path: String?) -> String {
        isInFile == true ? path ?? "" : variable.name
    }

    /// - Parameters:
    ///   - source: the file, or a variable.
    ///   - language: nil: of all that have none of their own.
    ///   - everybodys: what isn't told again.
    @inline(never)
    private static func tell(
        _ key: StaticString, _ text: [UInt8]?, _ source: String?, _ report: inout Report,
        _ language: String? = nil, _ everybodys: [UInt8]? = nil
    ) {
        if language == nil ? text == nil : text == everybodys { return }
        // What is published may be shown, but no key or password that has got there.
        let shown = text.map { text in
            Secret(text, of: nil).map { "(" + $0.words + ")" } ?? String(bytes: text)
        }
        report.open("texts", key)
        report.field("language", language, "", ": ")
        if report.isJSON { report.field("key", String(bytes: [UInt8](key))) }
        report.field("text", report.isJSON ? shown : shown ?? "none of yours")
        report.field("from", source, ", from ")
        report.close()
    }
}

extension Announcement.Texts {
    /// A link as it stands in the file; nil: there are fewer.
    @inline(never)
    fileprivate func line(_ place: Int) -> [UInt8]? {
        guard place < links.count else { return nil }
        let link = links[place]
        return link.url + (link.text.map { [0x20] + $0.content } ?? [])
    }
}
