// The page for people, in every language there is.

internal import HTTP

/// Renders the built-in page: self-contained HTML in pieces, the largest of which (style, script) is
/// the same in all languages and compressed once.
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
        let style = Self.tight(PackageResources.page_css, keepsLines: false)
        let script = Self.tight(PackageResources.page_js, keepsLines: true)
        var shared: [UInt8] = []
        shared.append(Self.metadata)
        if announcement.refresh > 0 {
            shared.append("<noscript><meta http-equiv=\"refresh\" content=\"")
            shared.append(decimal: announcement.refresh)
            shared.append("\"></noscript>\n")
        }
        shared.append("<style>")
        shared += style
        shared.append("</style>\n<script type=\"module\">")
        shared += script
        shared.append("</script>\n</head>\n<body>\n<main>\n")
        // Says nothing that the heading doesn't.
        shared += PackageResources.illustration_svg
        self.shared = shared
        sharedChecksum = Checksum(shared)
        sharedDeflated = Deflater(largest: shared.count).deflate(shared, isLast: false)
        // What differs by language is about as long as the operator's message.
        deflater = Deflater(largest: 2048 + (announcement.message?.count ?? 0))
        // CSP3 §8.3: the hash is that of the element's content.
        var policy = [UInt8]("default-src 'none'; script-src 'sha256-")
        policy += digest(script.span)
        policy.append("'; style-src 'sha256-")
        policy += digest(style.span)
        policy.append("'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'")
        self.policy = policy
    }

    /// - Returns: the page, and the one for a visitor who has sent something.
    func pages(_ translation: Translation) -> (usual: Page, afterSending: Page) {
        let start = start(translation)
        let texts = texts(translation)
        let rest = rest(translation)
        let own = [
            Piece(texts, deflater.deflate(texts, isLast: false)),
            Piece(rest, deflater.deflate(rest, isLast: true)),
        ]
        let note = note(translation)
        let withNote = [own[0], Piece(note, Deflater.store(note)), own[1]]
        return (page(translation, start, own), page(translation, start, withNote))
    }

    /// A part of what differs by language.
    private struct Piece {
        let bytes: [UInt8]
        let deflated: [UInt8]?
        let checksum: Checksum

        init(_ bytes: [UInt8], _ deflated: [UInt8]?) {
            self.bytes = bytes
            self.deflated = deflated
            checksum = Checksum(bytes)
        }
    }

    /// - Parameter own: what follows the shared piece. As it is it stays in pieces, which both pages
    ///   have in common; what nearly everybody gets, the compressed page, is in as few as can be.
    private func page(_ translation: Translation, _ start: [UInt8], _ own: [Piece]) -> Page {
        var pieces = [start, shared]
        var deflated = sharedDeflated == nil ? nil : [UInt8]()
        var checksum = Checksum(start)
        checksum.append(sharedChecksum)
        for piece in own {
            pieces.append(piece.bytes)
            checksum.append(piece.checksum)
            if let before = deflated { deflated = piece.deflated.map { before + $0 } }
        }
        var gzip: Body?
        if let sharedDeflated, let deflated {
            gzip = Body(Gzip.framed([Deflater.store(start), sharedDeflated, deflated], checksum))
        }
        return Page(
            body: Body(pieces), gzip: gzip, contentType: [UInt8]("text/html; charset=utf-8"),
            language: [UInt8](translation.tag), policy: policy)
    }

    private func start(_ translation: Translation) -> [UInt8] {
        var html: [UInt8] = []
        html.append("<!doctype html>\n<html lang=\"")
        html.append(translation.tag)
        html.append("\" dir=\"")
        html.append(translation.isRightToLeft ? "rtl" : "ltr")
        html.append("\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
        html.append(escapedMarkup: announcement.title ?? [UInt8](translation.title))
        html.append("</title>\n")
        return html
    }

    private func texts(_ translation: Translation) -> [UInt8] {
        var html: [UInt8] = []
        append("h1", "", announcement.title, else: translation.title, to: &html)
        append(
            "p", " class=\"message\"", announcement.message, else: translation.message,
            linksAddresses: true, to: &html)
        return html
    }

    /// By itself, because not everybody reads it.
    private func note(_ translation: Translation) -> [UInt8] {
        var html: [UInt8] = []
        html.append("<p class=\"sent\">")
        html.append(escapedMarkup: [UInt8](translation.sent))
        html.append("</p>\n")
        return html
    }

    private func rest(_ translation: Translation) -> [UInt8] {
        var html: [UInt8] = []
        if let until = announcement.until { append(until: until, translation, to: &html) }
        if let link = announcement.link {
            html.append("<p class=\"links\"><a href=\"")
            html.append(escapedMarkup: link)
            html.append("\" rel=\"nofollow noopener noreferrer\">")
            html.append(escapedMarkup: Self.words(for: link) ?? [UInt8](translation.statusPage))
            html.append("</a></p>\n")
        }
        html.append("</main>\n")
        if announcement.refresh > 0 { appendFooter(translation, to: &html) }
        html.append("</body>\n</html>\n")
        return html
    }

    /// The address itself where there is no page: of `mailto:` and `tel:`; nil for a URL of the web.
    private static func words(for link: [UInt8]) -> [UInt8]? {
        guard let colon = link.firstIndex(of: UInt8(ascii: ":")),
            !link[(colon + 1)...].starts(with: [UInt8]("//"))
        else { return nil }
        return Array(link[(colon + 1)...].prefix { $0 != UInt8(ascii: "?") })
    }

    /// WCAG 3.1.2: the operator's own text is in a language that nobody told us.
    private func append(
        _ name: StaticString, _ attributes: StaticString, _ own: [UInt8]?,
        else text: StaticString, linksAddresses: Bool = false, to html: inout [UInt8]
    ) {
        html.append("<")
        html.append(name)
        html.append(attributes)
        if own != nil { html.append(" lang=\"\" dir=\"auto\"") }
        html.append(">")
        if let own, linksAddresses {
            html.append(linked: own)
        } else {
            html.append(escapedMarkup: own ?? [UInt8](text))
        }
        html.append("</")
        html.append(name)
        html.append(">\n")
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

    /// Our style or script without what is in it for those who edit it: the blanks in front of its
    /// lines, and the lines of a style, which says by itself where something ends.
    private static func tight(_ source: [UInt8], keepsLines: Bool) -> [UInt8] {
        var tight: [UInt8] = []
        var isInLine = false
        for byte in source {
            let endsLine = byte == UInt8(ascii: "\n")
            if endsLine ? isInLine && keepsLines : isInLine || byte != UInt8(ascii: " ") {
                tight.append(byte)
            }
            isInLine = !endsLine && (isInLine || byte != UInt8(ascii: " "))
        }
        return tight
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
