// Which of an announcement's texts a visitor reads, and in what they are marked.

import Testing

@testable import Maintenance

struct AnnouncementLanguageTests {
    private static let file = """
        title = Moving house
        message = Back at noon.
        link = https://status.example.com/ Status
        link = mailto:help@example.com
        [de]
        title = Wir ziehen um
        message = Um zwölf zurück.
        link = https://status.example.com/ Zustand
        link = https://example.com/de Mehr
        [de-AT]
        title = Mir ziagn um
        [pt-BR]
        title = Mudança
        message =
        [la]
        title = Migramus
        [zh-TW]
        title = 搬遷
        [no]
        title = Flytting
        [nn]
        title = Flytting nn
        """

    nonisolated(unsafe) private static let server = serving(file)
    nonisolated(unsafe) private static let marked = serving("language = en\n" + file)

    private static func serving(_ file: String) -> Server {
        Server { content in
            content.announcement.texts.title = Announcement.Text("Of the environment")
            content.announcement.refresh = 45
            let parsed = try! AnnouncementFile(Array(file.utf8), now: Server.moment)
            precondition(parsed.remarks.isEmpty)
            content.announcement = content.announcement.overridden(by: parsed)
        }
    }

    private func page(_ languages: String, of server: Server = Self.server) throws -> Markup {
        let fields = "Accept: text/html\nAccept-Language: " + languages
        return Markup(try server.answer(fields).text)
    }

    private func json(_ languages: String, of server: Server = Self.server) throws -> ParsedAnswer {
        try server.answer("Accept: application/json\nAccept-Language: " + languages)
    }

    /// What is asked for, the page's language, that of the answer, the title, and of JSON's.
    @Test(
        arguments: [
            ("de", "de", "de", "Wir ziehen um", "de"), ("de-CH", "de", "de", "Wir ziehen um", "de"),
            ("de-AT", "de-AT", "de-AT", "Mir ziagn um", "de-AT, de"),
            ("de-at-1996", "de-AT", "de-AT", "Mir ziagn um", "de-AT, de"),
            ("pt-BR", "pt-BR", "pt-BR", "Mudança", "pt-BR, en"),
            ("pt", "pt-BR", "pt-BR", "Mudança", "pt-BR, en"),
            ("pt-PT", "pt-PT", "pt-PT", "Moving house", nil),
            ("la", "en", "la", "Migramus", "la"), ("la, de;q=0.9", "en", "la", "Migramus", "la"),
            ("zh-TW", "zh-TW", "zh-TW", "搬遷", "zh-TW"),
            ("zh-HK", "zh-Hant", "zh-Hant", "搬遷", "zh-TW"),
            ("zh", "zh-Hans", "zh-Hans", "Moving house", nil),
            ("nb", "nb", "nb", "Flytting", "no"), ("no", "no", "no", "Flytting", "no"),
            ("nn", "nn", "nn", "Flytting nn", "nn"), ("nn-NO", "nn", "nn", "Flytting nn", "nn"),
            // Whose first language is built in doesn't get his second, though that is the operator's.
            ("fr, de", "fr", "fr", "Moving house", nil),
            ("en, de", "en", "en", "Moving house", nil),
            ("ja;q=0.5, de;q=0.4", "ja", "ja", "Moving house", nil),
            ("ja;q=0.4, de;q=0.5", "de", "de", "Wir ziehen um", "de"),
            ("xx, de", "de", "de", "Wir ziehen um", "de"), ("xx", "en", "en", "Moving house", nil),
            ("*", "en", "en", "Moving house", nil), ("ar", "ar", "ar", "Moving house", nil),
        ] as [(String, String, String, String, String?)])
    func `the language that is asked for brings its texts`(
        _ asked: String, _ language: String, _ audience: String, _ title: String,
        _ languages: String?
    ) throws {
        let page = try page(asked)
        #expect(page.values["html lang"] == [language])
        #expect(page.texts["title"] == [title] && page.texts["h1"] == [title])
        let answer = try Self.server.answer("Accept: text/html\nAccept-Language: " + asked)
        #expect(answer["Content-Language"] == audience)
        #expect(answer["Vary"]?.contains("Accept-Language") == true)
        let json = try json(asked)
        #expect(json["Content-Language"] == languages)
        #expect(json["Vary"] == "Accept, Accept-Language")
        #expect(try parsedJSON(json.body)["title"] as? String == title)
        let xml = try Self.server.answer("Accept: text/xml\nAccept-Language: " + asked)
        #expect(xml["Content-Language"] == languages && xml["Vary"] == "Accept, Accept-Language")
        #expect(try parsedXML(xml.body)["problem/title"] == title)
    }

    @Test func `what a language leaves out comes from its nearest, then from everybody's`() throws {
        #expect(try page("de-AT").texts["p"]?.first == "Um zwölf zurück.")
        #expect(try page("la").texts["p"]?.first == "Back at noon.")
        #expect(try page("fr").texts["p"]?.first == "Back at noon.")
        // Cancelled: the page's own words.
        let own = Translation.brazilianPortuguese.message.description
        #expect(try page("pt-BR").texts["p"]?.first == own)
        let english = Translation.english.message.description
        #expect(try parsedJSON(json("pt-BR").body)["detail"] as? String == english)
    }

    @Test func `links are everybody's, with the language's texts, and its own`() throws {
        let status = "https://status.example.com/"
        let english = try page("fr")
        #expect(english.values["a href"] == [status, "mailto:help@example.com"])
        #expect(english.texts["a"] == ["Status", "help@example.com"])
        let german = try page("de-AT")
        #expect(
            german.values["a href"] == [
                status, "mailto:help@example.com", "https://example.com/de",
            ])
        #expect(german.texts["a"] == ["Zustand", "help@example.com", "Mehr"])
        #expect(german.tags.count { $0 == "p class" } >= 3)
    }

    /// The marks of title, message and first link.
    private func marks(_ asked: String, _ server: Server) throws -> [String?] {
        let page = try page(asked, of: server)
        return ["h1 lang", "p lang", "a lang"].map { page.values[$0]?.first }
    }

    @Test func `a text says its language where that isn't the page's`() throws {
        // Unless somebody says it, nobody knows it.
        #expect(try marks("fr", Self.server) == ["", "", ""])
        #expect(try marks("en", Self.server) == ["", "", ""])
        #expect(try marks("de", Self.server) == [nil, nil, nil])
        #expect(try marks("de-AT", Self.server) == [nil, "de", "de"])
        #expect(try marks("la", Self.server) == ["la", "", ""])
        #expect(try marks("fr", Self.marked) == ["en", "en", "en"])
        #expect(try marks("en", Self.marked) == [nil, nil, nil])
        #expect(try marks("la", Self.marked) == ["la", nil, nil])
        #expect(try marks("zh-HK", Self.marked) == ["zh-TW", "en", "en"])
        #expect(try json("fr", of: Self.marked)["Content-Language"] == "en")
        #expect(try json("la", of: Self.marked)["Content-Language"] == "la, en")
        let page = try page("fr", of: Self.marked)
        #expect(page.values["h1 dir"] == ["auto"])
    }

    @Test func `without languages documents say none and vary by none`() throws {
        let server = Self.serving("title = A\n")
        for format in ["application/json", "text/xml"] {
            let answer = try server.answer("Accept: \(format)\nAccept-Language: de")
            #expect(answer["Content-Language"] == nil && answer["Vary"] == "Accept")
        }
        let marked = try Self.serving("language = fr\ntitle = A\nmessage = B").answer(
            "Accept: application/json")
        #expect(marked["Content-Language"] == "fr" && marked["Vary"] == "Accept")
    }

    @Test(arguments: [
        ("", "Of the environment", 45), ("title =", "Under maintenance", 45),
        ("title = Of the file", "Of the file", 45), ("refresh = 5", "Of the environment", 5),
        ("refresh =", "Of the environment", 30), ("[en]\ntitle = E", "E", 45),
        ("[en]\ntitle =", "Under maintenance", 45),
    ])
    func `the environment is behind the file, key by key`(
        _ file: String, _ title: String, _ refresh: Int
    ) throws {
        let page = try page("en", of: Self.serving(file))
        #expect(page.texts["h1"] == [title])
        #expect(page.values["p data-every"] == [String(refresh)])
    }

    @Test func `an end is counted to, and cancelled`() throws {
        for (file, until) in [
            ("until = 2015-10-21T07:29Z", Server.moment + 60), ("until =", nil),
            ("", Server.moment + 5),
        ] as [(String, Int?)] {
            var announcement = Announcement()
            announcement.until = Server.moment + 5
            let parsed = try AnnouncementFile(Array(file.utf8), now: Server.moment)
            #expect(announcement.overridden(by: parsed).until == until)
        }
    }
}
