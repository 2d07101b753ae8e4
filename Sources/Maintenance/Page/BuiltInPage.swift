// The page for people, in every language there is.

internal import HTTP

/// Renders the built-in page: self-contained HTML in three pieces, the second of which (style,
/// script) is the same in all languages and compressed once.
struct BuiltInPage {
    private let announcement: Announcement
    private let deflater: Deflater
    private let shared: [UInt8]
    private let sharedDeflated: [UInt8]?
    private let sharedChecksum: Checksum
    private let policy: [UInt8]

    /// - Parameter digest: the SHA-256 of bytes, in Base64.
    init(_ announcement: Announcement, digest: (Span<UInt8>) -> [UInt8]) {
        self.announcement = announcement
        let style = PackageResources.page_css
        let script = PackageResources.page_js
        var shared: [UInt8] = []
        shared.append(Self.metadata)
        if let accent = announcement.accent {
            shared.append("<meta name=\"theme-color\" content=\"")
            shared += accent
            shared.append("\">\n")
        }
        if announcement.refresh > 0 {
            shared.append("<noscript><meta http-equiv=\"refresh\" content=\"")
            shared.append(decimal: announcement.refresh)
            shared.append("\"></noscript>\n")
        }
        shared.append("<style>")
        shared += style
        shared.append("</style>\n")
        let accent = announcement.accent.map { Self.rule(of: $0) }
        if let accent {
            // Whoever asks for contrast, or prints, gets it.
            shared.append("<style media=\"screen and (prefers-contrast: no-preference)")
            shared.append(" and (forced-colors: none)\">")
            shared += accent
            shared.append("</style>\n")
        }
        shared.append("<script type=\"module\">")
        shared += script
        shared.append("</script>\n</head>\n<body>\n<main>\n")
        Self.append(brand: announcement.brand, announcement.logo, to: &shared)
        // Says nothing that the heading doesn't.
        if announcement.logo == nil { shared += PackageResources.illustration_svg }
        self.shared = shared
        sharedChecksum = Checksum(shared)
        sharedDeflated = Deflater(largest: shared.count).deflate(shared, isLast: false)
        // What differs by language is about as long as the operator's message.
        deflater = Deflater(largest: 2048 + (announcement.texts.message?.content.count ?? 0))
        // CSP3 §8.3: the hash is that of the element's content.
        var policy = [UInt8]("default-src 'none'; script-src 'sha256-")
        policy += digest(script.span)
        policy.append("'; style-src 'sha256-")
        policy += digest(style.span)
        if let accent {
            policy.append("' 'sha256-")
            policy += digest(accent.span)
        }
        policy.append("'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'")
        self.policy = policy
    }

    func page(_ edition: PageEdition) -> Page {
        let pieces = [start(edition), shared, end(edition)]
        return Page(
            body: Body(pieces), gzip: compressed(pieces),
            contentType: [UInt8]("text/html; charset=utf-8"),
            language: edition.audience, policy: policy)
    }

    private static func rule(of accent: [UInt8]) -> [UInt8] {
        [UInt8](":root{--accent:") + accent + [UInt8]("}")
    }

    /// An image never runs or loads anything, whatever is in it.
    @inline(never)
    private static func append(brand: [UInt8]?, _ logo: Logo?, to html: inout [UInt8]) {
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

    private func compressed(_ pieces: [[UInt8]]) -> Body? {
        guard let sharedDeflated, let end = deflater.deflate(pieces[2], isLast: true) else {
            return nil
        }
        var checksum = Checksum(pieces[0])
        checksum.append(sharedChecksum)
        checksum.append(Checksum(pieces[2]))
        return Body(Gzip.framed([Deflater.store(pieces[0]), sharedDeflated, end], checksum))
    }

    private func start(_ edition: PageEdition) -> [UInt8] {
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

    private func end(_ edition: PageEdition) -> [UInt8] {
        let translation = edition.translation
        var html: [UInt8] = []
        append("h1", "", edition.texts.title, else: translation.title, edition, to: &html)
        append(
            "p", " class=\"message\"", edition.texts.message, else: translation.message, edition,
            to: &html)
        if let until = announcement.until { append(until: until, translation, to: &html) }
        for link in edition.texts.links { append(link, edition, to: &html) }
        html.append("</main>\n")
        if announcement.refresh > 0 { appendFooter(translation, to: &html) }
        html.append("</body>\n</html>\n")
        return html
    }

    @inline(never)
    private func append(
        _ link: Announcement.Link, _ edition: PageEdition, to html: inout [UInt8]
    ) {
        html.append("<p class=\"links\"><a class=\"link\" href=\"")
        html.append(escapedMarkup: link.url)
        html.append("\" rel=\"noreferrer\"")
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
        else text: StaticString, _ edition: PageEdition, to html: inout [UInt8]
    ) {
        html.append("<")
        html.append(name)
        html.append(attributes)
        append(languageOf: own, edition, to: &html)
        html.append(">")
        html.append(escapedMarkup: own?.content ?? [UInt8](text))
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
        html.append(" UTC</time></p>\n<p class=\"left\" role=\"timer\"></p>\n")
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
        html.append(escapedMarkup: translation.checking(every: announcement.refresh))
        html.append("</p></footer>\n")
    }

    private static var metadata: StaticString {
        """
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="robots" content="noindex">
        <link rel="icon" href="data:,">

        """
    }
}
