// What the page is made of: its markup, in one language, with what the operator says.

internal import HTTP

extension BuiltInPage {
    func start(_ edition: PageEdition) -> [UInt8] {
        let translation = edition.translation
        var html: [UInt8] = []
        html.append("<!doctype html>\n<html lang=\"")
        html += edition.language
        html.append("\" dir=\"")
        html.append(translation.isRightToLeft ? "rtl" : "ltr")
        html.append("\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
        html.append(
            escapedMarkup: edition.texts.title?.content ?? [UInt8](translation.title))
        if let brand = announcement.brand {
            html.append(" · ")
            html.append(escapedMarkup: brand)
        }
        html.append("</title>\n")
        return html
    }

    func texts(_ edition: PageEdition) -> [UInt8] {
        var html: [UInt8] = []
        append("h1", "", edition.texts.title, else: edition.translation.title, edition, to: &html)
        append(
            "p", " class=\"message\"", edition.texts.message, else: edition.translation.message,
            edition, linksAddresses: true, to: &html)
        return html
    }

    /// By itself, because not everybody reads it.
    func note(_ translation: Translation) -> [UInt8] {
        var html: [UInt8] = []
        html.append("<p class=\"sent\">")
        html.append(escapedMarkup: [UInt8](translation.sent))
        html.append("</p>\n")
        return html
    }

    func rest(_ edition: PageEdition) -> [UInt8] {
        let translation = edition.translation
        var html: [UInt8] = []
        if let until = announcement.until { append(until: until, translation, to: &html) }
        for link in edition.texts.links { append(link, edition, to: &html) }
        html.append("</main>\n")
        if announcement.refresh > 0 { appendFooter(translation, to: &html) }
        html.append("</body>\n</html>\n")
        return html
    }

    static func rule(of accent: [UInt8]) -> [UInt8] {
        [UInt8](":root{--accent:") + accent + [UInt8]("}")
    }

    /// An image never runs or loads anything, whatever is in it.
    @inline(never)
    static func append(brand: [UInt8]?, _ logo: Logo?, to html: inout [UInt8]) {
        guard brand != nil || logo != nil else { return }
        html.append("<p class=\"brand\">")
        if let logo {
            html.append("<img class=\"logo\" src=\"")
            html += logo.address
            html.append("\" alt=\"")
            html.append(escapedMarkup: brand ?? [])
            html.append("\">")
        } else {
            html.append("<bdi>")
            html.append(escapedMarkup: brand ?? [])
            html.append("</bdi>")
        }
        html.append("</p>\n")
    }

    @inline(never)
    private func append(
        _ link: Announcement.Link, _ edition: PageEdition, to html: inout [UInt8]
    ) {
        html.append("<p class=\"links\"><a href=\"")
        html.append(escapedMarkup: link.url)
        html.append("\" rel=\"nofollow noopener noreferrer\"")
        append(languageOf: link.text, edition, to: &html)
        html.append(">")
        html.append(
            escapedMarkup: link.text?.content ?? Self.words(for: link.url)
                ?? [UInt8](edition.translation.statusPage))
        html.append("</a></p>\n")
    }

    /// The address itself where there is no page: of `mailto:` and `tel:`; nil for a URL of the web.
    private static func words(for link: [UInt8]) -> [UInt8]? {
        guard let colon = link.firstIndex(of: UInt8(ascii: ":")),
            !link[(colon + 1)...].starts(with: [UInt8]("//"))
        else { return nil }
        return Array(link[(colon + 1)...].prefix { $0 != UInt8(ascii: "?") })
    }

    @inline(never)
    private func append(
        _ name: StaticString, _ attributes: StaticString, _ own: Announcement.Text?,
        else text: StaticString, _ edition: PageEdition, linksAddresses: Bool = false,
        to html: inout [UInt8]
    ) {
        html.append("<")
        html.append(name)
        html.append(attributes)
        append(languageOf: own, edition, to: &html)
        html.append(">")
        if let own, linksAddresses {
            html.append(linked: own.content)
        } else {
            html.append(escapedMarkup: own?.content ?? [UInt8](text))
        }
        html.append("</")
        html.append(name)
        html.append(">\n")
    }

    /// WCAG 3.1.2: an operator's text may be in another language than the page, or in one that nobody
    /// told us.
    @inline(never)
    private func append(
        languageOf text: Announcement.Text?, _ edition: PageEdition, to html: inout [UInt8]
    ) {
        guard let text, !edition.isIn(text.language) else { return }
        html.append(" lang=\"")
        html += text.language ?? []
        html.append("\" dir=\"auto\"")
    }

    /// In UTC: the script puts it in the visitor's own time.
    private func append(until: Int, _ translation: Translation, to html: inout [UInt8]) {
        var time: [UInt8] = []
        InternetTime.append(until, to: &time)
        html.append("<div class=\"until\">\n<p>")
        html.append(escapedMarkup: [UInt8](translation.expected))
        html.append("<br><time dir=\"auto\" datetime=\"")
        html += time
        html.append("\">")
        // 2026-11-22 18:00 UTC
        html += time[0..<10]
        html.append(" ")
        html += time[11..<16]
        html.append(" UTC</time></p>\n<p class=\"left\" role=\"timer\" data-about=\"")
        html.append(escapedMarkup: [UInt8](translation.about))
        html.append("\"></p>\n")
        html.append("<p class=\"overdue\" hidden>")
        html.append(escapedMarkup: [UInt8](translation.overdue))
        html.append("</p>\n</div>\n")
    }

    private func appendFooter(_ translation: Translation, to html: inout [UInt8]) {
        html.append("<footer><p role=\"status\" data-every=\"")
        html.append(decimal: announcement.refresh)
        html.append("\" data-back=\"")
        html.append(escapedMarkup: [UInt8](translation.back))
        html.append("\">")
        html.append(escapedMarkup: [UInt8](translation.updates))
        html.append("</p></footer>\n")
    }

    static var metadata: StaticString {
        """
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <link rel="icon" href="data:,">

        """
    }
}
