// Whose page it is: name, logo and colour.

import Foundation
import Testing

@testable import Maintenance

struct BrandTests {
    static let svg = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7" id='a"b#c%'/></svg>
        """
    private static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 1, 2] + Array("IEND".utf8)
    private static let webp = Array("RIFF".utf8) + [1, 0, 0, 0] + Array("WEBPVP8 ".utf8)

    private func decoded(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)!)
                rest = rest.dropFirst(2)
            }
        }
        return bytes
    }

    private func page(_ change: (inout Announcement) -> Void) throws -> ParsedAnswer {
        let server = Server { change(&$0.announcement) }
        return try server.answer("Accept: text/html")
    }

    @Test(
        arguments: [
            (svg, .svg), ("\u{FEFF}\n" + svg, .svg), ("<?xml version=\"1.0\"?>\n" + svg, .svg),
            ("<!-- a -->" + svg, .svg), ("<!DOCTYPE svg>" + svg, .svg),
            ("<s:svg xmlns:s='http://www.w3.org/2000/svg'></s:svg>", .svg),
            ("<s:svg xmlns:s='http://www.w3.org/2000/svg'/>", .svg),
        ] as [(String, Logo.Format)])
    func `a logo is what its content says`(_ text: String, _ format: Logo.Format) throws {
        let logo = try Logo(Array(text.utf8))
        #expect(logo.format == format && logo.size == text.utf8.count)
        let address = String(decoding: logo.address, as: UTF8.self)
        let content = try #require(address.hasPrefix("data:image/svg+xml,") ? address : nil)
        #expect(!content.contains { "\"<>&#\n".contains($0) })
        #expect(decoded(content.dropFirst(19)) == Array(text.utf8))
    }

    @Test func `other images are in Base64`() throws {
        for count in 0..<70 {
            for (start, name, format) in [
                (Self.png, "png", Logo.Format.png), (Self.webp, "webp", .webp),
            ] {
                let content = start + (0..<count).map { UInt8($0 * 37 & 255) }
                let logo = try Logo(content)
                #expect(logo.format == format && logo.format.name == name)
                let expected = "data:image/\(name);base64," + Data(content).base64EncodedString()
                #expect(logo.address == Array(expected.utf8))
            }
        }
    }

    @Test(
        arguments: [
            "", "logo", "\u{FF}\u{D8}\u{FF}\u{E0}", "GIF89a", "svg", "<p>", "RIFF1234WAVE",
            "<html><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>", "\u{89}PN",
            "<svg xmlns=\"\0\"/>", "\u{E4}svg", "G\0I\0F\0",
        ] as [String])
    func `anything else is no logo`(_ text: String) throws {
        let content = try #require(text.data(using: .isoLatin1))
        #expect(throws: LogoError.otherFormat) { try Logo(Array(content)) }
    }

    @Test(
        arguments: [
            ("<svg><text>\u{E4}", .isoLatin1, .notUTF8),
            ("<?xml encoding='latin1'?><svg a='\u{FC}'>", .isoLatin1, .notUTF8),
            ("<svg>", .utf16, .utf16), ("<svg>", .utf16BigEndian, .utf16),
        ] as [(String, String.Encoding, PageError)])
    func `SVG in another encoding is called that`(
        _ text: String, _ encoding: String.Encoding, _ error: PageError
    ) throws {
        let content = try #require(text.data(using: encoding))
        #expect(throws: LogoError.encoding(error)) { try Logo(Array(content)) }
    }

    @Test func `an image is taken when all of it is there`() {
        let wanted = Array("RIFF".utf8) + [200, 0, 0, 0] + Array("WEBPVP8 ".utf8)
        for content in [Self.png.dropLast(), Array(Self.svg.utf8).dropLast(), wanted[...]] {
            #expect(throws: LogoError.cutOff) { try Logo(Array(content)) }
        }
        for end in Self.svg.utf8.count - 6..<Self.svg.utf8.count {
            #expect(throws: LogoError.self) { try Logo(Array(Self.svg.utf8.prefix(end))) }
        }
    }

    @Test func `without its namespace no browser shows SVG as an image`() {
        #expect(throws: LogoError.noNamespace) { try Logo(Array("<svg><path/></svg>".utf8)) }
    }

    @Test func `the name is in the title and on top, the sun stays`() throws {
        let page = Markup(try page { $0.brand = Array("A & B".utf8) }.text)
        #expect(page.texts["title"] == ["Under maintenance · A & B"])
        #expect(page.texts["bdi"] == ["A & B"] && page.values["p class"]?.first == "brand")
        #expect(page.tags.contains("circle cx cy r") && !page.tags.contains { $0.hasPrefix("img") })
        let brand = try #require(page.tags.firstIndex(of: "bdi"))
        let heading = try #require(page.tags.firstIndex(of: "h1"))
        #expect(brand < heading)
    }

    @Test func `a logo takes the sun's place, with the name for those who don't see it`() throws {
        let logo = try Logo(Array(Self.svg.utf8))
        for brand in [nil, "A \"B\" <C>"] {
            let html = try page {
                $0.brand = brand.map { Array($0.utf8) }
                $0.logo = logo
            }.text
            let page = Markup(html)
            #expect(page.values["img alt"] == [brand ?? ""])
            #expect(page.values["img class"] == ["logo"] && page.values["p class"]?[0] == "brand")
            #expect(page.values["img src"] == [String(decoding: logo.address, as: UTF8.self)])
            #expect(!page.tags.contains { $0.hasPrefix("svg") || $0.hasPrefix("path") })
        }
    }

    @Test func `a large logo is sent from where it lies, once for all languages`() throws {
        var content = Self.png
        var random = Xorshift64(seed: 1)
        while content.count < Logo.largest { content.append(UInt8(random.next(upTo: 255))) }
        let logo = try Logo(content)
        let server = Server { $0.announcement.logo = logo }
        let plain = try server.answer("Accept: text/html")
        #expect(!plain.isInline && plain.body.count > 87_000)
        let packed = try server.answer("Accept: text/html\nAccept-Encoding: gzip")
        #expect(!packed.isInline && packed.body.count < 72_000)
        #expect(try packed.content == plain.body)
        var shared: Set<UnsafeRawPointer> = []
        for translation in Translation.all {
            let answer = try server.answer(
                "Accept: text/html\nAccept-Language: \(translation.tag)")
            #expect(answer["Content-Length"] == String(answer.body.count))
        }
        for representation in server.responses.representations {
            guard case .large(let pieces) = representation.body else { continue }
            let largest = try #require(pieces.max { $0.count < $1.count })
            largest.withUnsafeBytes { _ = shared.insert($0.baseAddress!) }
            #expect(pieces.reduce(0) { $0 + $1.count } - largest.count < 8_000)
        }
        // As it is, and compressed.
        #expect(shared.count == 2)
    }

    @Test(arguments: [0, 1, 16_000, 40_000])
    func `a large body goes on where it stopped`(_ first: Int) {
        let pieces = [
            [UInt8](repeating: 1, count: first), [], [UInt8](repeating: 2, count: 17_000), [3],
        ]
        var sent: [UInt8] = []
        var parts = 0
        while let part = BodyPart(pieces, from: sent.count) {
            #expect(part.isLast == (part.piece == [3]))
            sent += part.piece[part.sent...].prefix(9_000)
            parts += 1
        }
        #expect(sent == Array(pieces.joined()) && parts < 10)
    }

    @Test func `an accent is one rule of its own, which the policy names`() throws {
        let server = Server { $0.announcement.accent = Array("#0a7d55".utf8) }
        let answer = try server.answer("Accept: text/html")
        let html = try answer.text
        #expect(html.contains("<meta name=\"theme-color\" content=\"#0a7d55\">"))
        #expect(html.contains(">:root{--accent:#0a7d55}</style>"))
        let policy = try #require(answer["Content-Security-Policy"])
        #expect(policy.contains("style-src 'sha256-digest' 'sha256-digest'; img-src"))
        let plain = try Server.standard.answer("Accept: text/html")
        #expect(try !plain.text.contains("theme-color"))
    }

    @Test(arguments: [
        ("#0a7d55", "#0a7d55"), ("#ABCDEF", "#abcdef"), ("#000000", "#000000"), ("0a7d55", nil),
        ("#0a7", nil), ("#0a7d5", nil), ("#0a7d555", nil), ("#0a7d5g", nil), ("red", nil),
        ("#0a7d5}", nil), ("", nil), ("##a7d55", nil), ("#0a7d5５", nil), (" #0a7d55", nil),
    ])
    func `a colour is six digits`(_ text: String, _ color: String?) {
        #expect(AnnouncementValue.color(Array(text.utf8)) == color.map { Array($0.utf8) })
    }
}
