// The page for people, in every language there is.

internal import HTTP

/// Renders the built-in page: self-contained HTML in pieces, the largest of which (style, script) is
/// the same in all languages and compressed once.
struct BuiltInPage {
    let announcement: Announcement
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

    /// - Returns: the page, and the one for a visitor who has sent something.
    func pages(_ edition: PageEdition) -> (usual: Page, afterSending: Page) {
        let start = start(edition)
        let texts = texts(edition)
        let rest = rest(edition)
        let own = [
            Piece(texts, deflater.deflate(texts, isLast: false)),
            Piece(rest, deflater.deflate(rest, isLast: true)),
        ]
        let note = note(edition.translation)
        let withNote = [own[0], Piece(note, Deflater.store(note)), own[1]]
        return (page(edition, start, own), page(edition, start, withNote))
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
    private func page(_ edition: PageEdition, _ start: [UInt8], _ own: [Piece]) -> Page {
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
            language: edition.audience, policy: policy)
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
}
