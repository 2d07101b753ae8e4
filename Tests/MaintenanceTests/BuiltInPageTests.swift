// The built-in page in every language.

import Testing

@testable import Maintenance

struct BuiltInPageTests {
    private static func announcing(_ announcement: inout Announcement) {
        announcement.texts.title = Announcement.Text("Title <1>")
        announcement.texts.message = Announcement.Text("Message & more")
        announcement.texts.links = [Announcement.Link("https://status.example.com/")]
        announcement.until = Server.moment + 60
        announcement.refresh = 45
    }

    nonisolated(unsafe) private static let announced = Server { announcing(&$0.announcement) }

    private func page(
        _ server: Server, _ tag: String = "en", _ more: String = ""
    ) throws -> ParsedAnswer {
        try server.answer("Accept: text/html\nAccept-Language: \(tag)\n" + more)
    }

    /// What isn't the same in all languages: all but style, script and illustration.
    private func ownPieces(_ html: String) throws -> String {
        let start = try #require(html.range(of: "<meta name=\"viewport\""))
        let end = try #require(html.range(of: "</svg>"))
        return String(html[..<start.lowerBound] + html[end.upperBound...])
    }

    @Test(arguments: Translation.all)
    func `compressed it is the same page`(_ translation: Translation) throws {
        for server in [Server.standard, Self.announced] {
            let tag = translation.tag.description
            let plain = try page(server, tag)
            let compressed = try page(server, tag, "Accept-Encoding: gzip")
            #expect(plain["Content-Encoding"] == nil && compressed["Content-Encoding"] == "gzip")
            #expect(compressed.body.count < plain.body.count)
            #expect(compressed.body.starts(with: [0x1F, 0x8B]))
            #expect(try compressed.content == plain.body)
            #expect(plain.isInline && compressed.isInline)
        }
    }

    @Test(arguments: Translation.all)
    func `it says its language and which way it runs`(_ translation: Translation) throws {
        let answer = try page(.standard, translation.tag.description)
        let html = try answer.text
        let direction = translation.isRightToLeft ? "rtl" : "ltr"
        let start = "<html lang=\"\(translation.tag)\" dir=\"\(direction)\">\n"
        #expect(html.hasPrefix("<!doctype html>\n" + start))
        #expect(answer["Content-Language"] == translation.tag.description)
        #expect(answer["Content-Type"] == "text/html; charset=utf-8")
    }

    @Test(arguments: Translation.all)
    func `the script gets one placeholder, nobody else any`(_ translation: Translation) throws {
        let tag = translation.tag.description
        let standard = try ownPieces(try page(.standard, tag).text)
        #expect(!standard.contains("{") && !standard.contains("}"))
        let announced = try page(Self.announced, tag).text
        #expect(try ownPieces(announced).filter { $0 == "{" }.count == 1)
        #expect(Markup(announced).values["p data-about"] == [translation.about.description])
    }

    @Test(arguments: Translation.all)
    func `who has sent something reads that it may not have arrived`(
        _ translation: Translation
    ) throws {
        let tag = translation.tag.description
        for server in [Server.standard, Self.announced] {
            for more in ["", "Accept-Encoding: gzip"] {
                let fields = "Accept: text/html\nAccept-Language: \(tag)\n" + more
                let usual = String(decoding: try server.answer(fields).content, as: UTF8.self)
                for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
                    let answer = try server.answer(fields, line: "\(method) / HTTP/1.1")
                    #expect(answer["Content-Language"] == tag && answer.isInline)
                    let told = String(decoding: try answer.content, as: UTF8.self)
                    let note = "<p class=\"sent\">\(translation.sent)</p>\n"
                    #expect(told.replacing(note, with: "") == usual && told != usual)
                }
                let head = try server.answer(fields, line: "HEAD / HTTP/1.1")
                #expect(head["Content-Length"] == (try server.answer(fields))["Content-Length"])
            }
        }
    }

    @Test func `of those who have sent something only readers of the page are told`() throws {
        for fields in ["Accept: application/json", "Accept: text/plain", "Accept: */*", ""] {
            let told = try Server.standard.answer(fields, line: "POST / HTTP/1.1")
            #expect(told.body == (try Server.standard.answer(fields)).body)
        }
    }

    @Test(arguments: Translation.all)
    func `its own words are there where the operator says nothing`(
        _ translation: Translation
    ) throws {
        let page = Markup(try page(.standard, translation.tag.description).text)
        #expect(page.texts["title"] == [translation.title.description])
        #expect(page.texts["h1"] == [translation.title.description])
        #expect(page.texts["p"]?.first == translation.message.description)
        #expect(page.texts["p"]?.last == translation.updates.description)
        #expect(page.values["p data-back"] == [translation.back.description])
        #expect(page.values["html lang"] == [translation.tag.description])
    }

    @Test(arguments: Translation.all)
    func `the operator's words come in, in a language nobody knows`(
        _ translation: Translation
    ) throws {
        let page = Markup(try page(Self.announced, translation.tag.description).text)
        #expect(page.texts["title"] == ["Title <1>"] && page.texts["h1"] == ["Title <1>"])
        #expect(page.tags.contains("h1 lang dir") && page.tags.contains("p class lang dir"))
        #expect(page.texts["p"]?.first == "Message & more")
        #expect(page.values["a href"] == ["https://status.example.com/"])
        #expect(page.texts["a"] == [translation.statusPage.description])
        #expect(page.values["time datetime"] == ["2015-10-21T07:29:00Z"])
        #expect(page.texts["time"] == ["2015-10-21 07:29 UTC"])
        #expect(page.texts["p"]?.contains(translation.overdue.description) == true)
        #expect(page.values["p data-every"] == ["45"])
        #expect(page.texts["p"]?.last == translation.updates.description)
    }

    @Test func `without a refresh it looks for nothing`() throws {
        let server = Server { $0.announcement.refresh = 0 }
        let page = Markup(try page(server).text)
        #expect(!page.tags.contains("noscript") && !page.tags.contains("footer"))
        #expect(page.values["p data-every"] == nil)
        #expect(Markup(try self.page(.standard).text).tags.contains("noscript"))
    }

    @Test(arguments: [(301, false), (302, false), (200, true), (404, true), (503, true)])
    func `the page of a redirection looks for nothing either`(_ status: Int, _ looks: Bool) throws {
        let server = Server { $0.status = status }
        #expect(Markup(try page(server).text).tags.contains("footer") == looks)
    }

    @Test func `every tag that is opened is closed`() throws {
        let void: Set = ["!doctype", "meta", "link", "br", "path", "circle", "rect", "g"]
        for server in [Server.standard, Self.announced] {
            var open: [String] = []
            for tag in Markup(try page(server).text).tags {
                let name = String(tag.split(separator: " ")[0])
                if name.hasPrefix("/") {
                    if let last = open.lastIndex(of: String(name.dropFirst())) {
                        #expect(last == open.count - 1, "\(tag)")
                        open.removeSubrange(last...)
                    }
                } else if !void.contains(name) {
                    open.append(name)
                }
            }
            #expect(open.isEmpty)
        }
    }

    @Test func `the policy names the style and the script as they stand in it`() throws {
        var content = MaintenanceContent()
        Self.announcing(&content.announcement)
        nonisolated(unsafe) var digested: [String] = []
        let responses = ResponseSet(content) {
            digested.append(String(decoding: [UInt8]($0), as: UTF8.self))
            return [UInt8]("digest") + [0x30 + UInt8(digested.count)]
        }
        #expect(digested.count == 2)
        let html = try page(Self.announced).text
        #expect(html.contains("<script type=\"module\">\(digested[0])</script>"))
        #expect(html.contains("<style>\(digested[1])</style>"))
        let english = try #require(responses.negotiator.builtIn.fallback)
        let lines = String(decoding: responses[english].head, as: UTF8.self)
        #expect(lines.contains("script-src 'sha256-digest1'; style-src 'sha256-digest2';"))
        let policy = try page(.standard)["Content-Security-Policy"]
        #expect(policy?.hasPrefix("default-src 'none'; ") == true)
    }
}
