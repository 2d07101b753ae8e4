// Small files of announcements.

extension AnnouncementCase {
    private static let long = String(repeating: "a", count: 1000)
    private static let half = "message = " + String(repeating: "b", count: 1999)

    static let all = keys + values + lines + sections + bytes

    private static let keys = [
        AnnouncementCase("", ""),
        AnnouncementCase("\n\n \n\t\n", ""),
        AnnouncementCase("title = A", "title=A"),
        AnnouncementCase("title=A\n", "title=A"),
        AnnouncementCase("  title   =   A  \n", "title=A"),
        AnnouncementCase("TITLE = A\nMessage = B\n", "title=A message=B"),
        AnnouncementCase("message = A", "message=A"),
        AnnouncementCase("message = A\nmessage = B\nmessage = C\n", "message=A|B|C"),
        AnnouncementCase("message = A\nmessage =\nmessage = B", "message=A||B"),
        AnnouncementCase(
            "message = " + String(repeating: long, count: 4),
            "message=" + String(repeating: long, count: 4)),
        AnnouncementCase(
            "message = " + String(repeating: long, count: 4) + "b", "", "1 tooLong 4000"),
        AnnouncementCase("message =\nmessage = A\nmessage =\n", "message=A"),
        AnnouncementCase("link = https://a.example/", "link=https://a.example/"),
        AnnouncementCase("link = https://a.example/ The text", "link=https://a.example/>The text"),
        AnnouncementCase(
            "link = https://a.example/\t \"A text\"", "link=https://a.example/>A text"),
        AnnouncementCase("link = \"https://a.example/ A text\"", "link=https://a.example/>A text"),
        AnnouncementCase(
            "link = https://a/ A\nlink = mailto:a@b.example\nlink = tel:112\nlink = http://c/ C",
            "link=https://a/>A link=mailto:a@b.example link=tel:112 link=http://c/>C"),
        AnnouncementCase("until = 2015-10-21T07:29:00Z", "until=+60"),
        AnnouncementCase("until = 2015-10-21T07:29Z", "until=+60"),
        AnnouncementCase("until = 2015-10-21 09:29+02:00", "until=+60"),
        AnnouncementCase("until = \"2015-10-21T07:29:00.5z\"", "until=+60"),
        AnnouncementCase("refresh = 0", "refresh=0"),
        AnnouncementCase("refresh = 86400", "refresh=86400"),
        AnnouncementCase("language = de\ntitle = A", "title=A language=de"),
        AnnouncementCase("language = pt-BR", "language=pt-BR"),
    ]

    private static let values = [
        AnnouncementCase("title =", "title=-"),
        AnnouncementCase("title = \"\"", "title=-"),
        AnnouncementCase("message =\nmessage = ''", "message=-"),
        AnnouncementCase("link =", "link=-"),
        AnnouncementCase("link =\nlink = tel:112", "link=tel:112"),
        AnnouncementCase("until =", "until=-"),
        AnnouncementCase("refresh =", "refresh=-"),
        AnnouncementCase("language =", ""),
        AnnouncementCase("title = \"A # b\"", "title=A # b"),
        AnnouncementCase("title = A = B", "title=A = B"),
        AnnouncementCase("title = 'It''s'", "title='It''s'"),
        AnnouncementCase("title = It's \"good\"", "title=It's \"good\""),
        AnnouncementCase("title = \"A\" and \"B\"", "title=\"A\" and \"B\""),
        AnnouncementCase("title = A\u{9}C", "title=A C"),
        AnnouncementCase("title = A\u{7}B\nrefresh = 5", "refresh=5", "1 controlByte"),
        AnnouncementCase(
            "title = A\0\nrefresh = 5\nmessage = B", "message=B refresh=5", "1 controlByte"),
        AnnouncementCase("# \0\u{1B}[2J\ntitle = A", "title=A"),
        AnnouncementCase("[d\u{1B}e]\ntitle = A\n[fr]", "[fr]", "1 controlByte"),
        AnnouncementCase("title = \u{202E}A\u{202C}\u{2066}B\u{2069}", "title=A\u{2066}B\u{2069}"),
        AnnouncementCase("title = \u{2067}A\u{2068}B", "title=\u{2067}A\u{2068}B\u{2069}\u{2069}"),
        AnnouncementCase(
            "message = \u{2067}A\nmessage = B\u{2069}", "message=\u{2067}A\u{2069}|B"),
        AnnouncementCase(
            "title = See https://u:p@a/", "title=See https://u:p@a/", "1 passwordInText"),
        AnnouncementCase(
            "message = A\nmessage = ftp://u:p@a/x", "message=A|ftp://u:p@a/x",
            "2 passwordInText"),
        AnnouncementCase(
            "link = https://a/ at b://c:d@e", "link=https://a/>at b://c:d@e", "1 passwordInText"),
        AnnouncementCase("link = https://[::1/ A", "", "1 link ipv6"),
        AnnouncementCase("link = tel:abc", "", "1 link number"),
        AnnouncementCase(
            "until = 2015-10-21T08:00+0100 # or so", "", "1 time comment"),
        AnnouncementCase("title = <b>&amp;", "title=<b>&amp;"),
        AnnouncementCase("title = \(long)", "title=\(long)"),
        AnnouncementCase("title = \(long)b\nrefresh = 5", "refresh=5", "1 tooLong 1000"),
        AnnouncementCase(
            "\(half)\n\(half)\nmessage = \(long)\nmessage = c",
            "message=\(half.dropFirst(10))|\(half.dropFirst(10))", "3 tooLong 4000",
            "4 tooLong 4000"),
        AnnouncementCase("until = tomorrow", "", "1 time form"),
        AnnouncementCase("until = 2015-10-21", "", "1 time dateOnly"),
        AnnouncementCase("until = 2015-10-21T08:00", "", "1 time noZone"),
        AnnouncementCase("until = 2015-02-29T08:00Z", "", "1 time day"),
        AnnouncementCase("until = 2999-01-01T00:00Z", "", "1 tooFar"),
        AnnouncementCase("until = 2015-10-21T07:28:00Z", "until=0", "1 past"),
        AnnouncementCase("until = 1999-01-01T00:00:00Z", "until=-530263680", "1 past"),
        AnnouncementCase("refresh = 86401", "", "1 outOfRange"),
        AnnouncementCase("refresh = -1", "", "1 outOfRange"),
        AnnouncementCase("refresh = 5s", "", "1 notWholeNumber"),
        AnnouncementCase("link = javascript:alert(1) x", "", "1 link scheme"),
        AnnouncementCase("link = JaVaScRiPt:alert(1)", "", "1 link scheme"),
        AnnouncementCase("link = data:text/html,x", "", "1 link scheme"),
        AnnouncementCase("link = //a.example/", "", "1 link scheme"),
        AnnouncementCase("link = status.example.com", "", "1 link scheme"),
        AnnouncementCase("link = ftp://a/\nlink = https://b/", "link=https://b/", "1 link scheme"),
        AnnouncementCase("link = https://a\"onclick=x", "", "1 link character"),
        AnnouncementCase("link = https://a/\u{202E}gpj", "", "1 link character"),
        AnnouncementCase("link = https://u:p@a/ Text", "", "1 userInLink"),
        AnnouncementCase("link = https://a/ \(long)b", "", "1 tooLong 1000"),
        AnnouncementCase("language = english", "", "1 notSection"),
        AnnouncementCase("language = pt_BR", "", "1 underscore"),
        AnnouncementCase(
            "link = https://a/\nlink = https://b/\nlink = https://c/",
            "link=https://a/ link=https://b/ link=https://c/", "2 unnamedLink"),
        AnnouncementCase("link = https://a/\nlink = tel:112", "link=https://a/ link=tel:112"),
    ]

    private static let lines = [
        AnnouncementCase("# title = A\n; title = B\n   # c\ntitle = D", "title=D"),
        AnnouncementCase("title = A # not a comment", "title=A # not a comment"),
        AnnouncementCase("title", "", "1 notKeyValue"),
        AnnouncementCase("We are moving.\ntitle = A", "title=A", "1 notKeyValue"),
        AnnouncementCase("= A", "", "1 notKeyValue"),
        AnnouncementCase("a b = c", "", "1 notKeyValue"),
        AnnouncementCase("see https://a/?b=c", "", "1 notKeyValue"),
        AnnouncementCase("title: A", "", "1 colon"),
        AnnouncementCase("until: 2015-10-21T07:29Z\ntitle = A", "title=A", "1 colon"),
        AnnouncementCase("titel = A\nfoo = B", "", "1 unknownKey", "2 unknownKey"),
        AnnouncementCase("UNDER_MAINTENANCE_TITLE=A", "", "1 unknownKey"),
        AnnouncementCase("message = A \\\n  and B", "message=A", "1 backslash", "2 continuation"),
        AnnouncementCase("message = A\\\nmessage = B", "message=A|B", "1 backslash"),
        AnnouncementCase("message = A\n  B\nmessage = C", "message=A|C", "2 continuation"),
        AnnouncementCase(
            "title = A\ntitle = B\ntitle = C", "title=C", "2 repeated 1", "3 repeated 1"),
        AnnouncementCase("refresh = 1\n\nrefresh = 2", "refresh=2", "3 repeated 1"),
        AnnouncementCase("until =\nuntil = 2015-10-21T07:29Z", "until=+60", "2 repeated 1"),
        AnnouncementCase("language = de\nlanguage = en", "language=en", "2 repeated 1"),
        AnnouncementCase(
            String(repeating: "x\n", count: 30) + "title = A", "title=A",
            // One remark for each of twenty lines, and a word on the rest.
            "1 notKeyValue", "2 notKeyValue", "3 notKeyValue", "4 notKeyValue", "5 notKeyValue",
            "6 notKeyValue", "7 notKeyValue", "8 notKeyValue", "9 notKeyValue", "10 notKeyValue",
            "11 notKeyValue", "12 notKeyValue", "13 notKeyValue", "14 notKeyValue",
            "15 notKeyValue", "16 notKeyValue", "17 notKeyValue", "18 notKeyValue",
            "19 notKeyValue", "20 notKeyValue", "31 more 10"),
    ]

    private static let sections = [
        AnnouncementCase("[de]\ntitle = A\nmessage = B", "[de] title=A message=B"),
        AnnouncementCase(
            "title = A\n[de]\ntitle = B\n[pt-BR]\ntitle = C", "title=A [de] title=B [pt-BR] title=C"
        ),
        AnnouncementCase("[de]", "[de]"),
        AnnouncementCase(" [ de ] \ntitle = A", "[de] title=A"),
        AnnouncementCase("[de] # German\ntitle = A\n[fr];x", "[de] title=A [fr]"),
        AnnouncementCase("[de] German\ntitle = A", "", "1 notSection"),
        AnnouncementCase("[DE-at]\ntitle =", "[DE-at] title=-"),
        AnnouncementCase("[la]\nlink = https://a/ Latine", "[la] link=https://a/>Latine"),
        AnnouncementCase("[zh-Hant-TW]\ntitle = A", "[zh-Hant-TW] title=A"),
        AnnouncementCase(
            "[de]\nuntil = 2015-10-21T07:29Z\ntitle = A", "[de] title=A", "2 inSection"),
        AnnouncementCase("[de]\nrefresh = 5", "[de]", "2 inSection"),
        AnnouncementCase("[de]\nlanguage = de", "[de]", "2 inSection"),
        AnnouncementCase(
            "[pt_BR]\ntitle = A\n[de]\ntitle = B", "[de] title=B", "1 underscore"),
        AnnouncementCase("title = A\n[Announcement]\ntitle = B", "title=A", "2 notSection"),
        AnnouncementCase("[de\ntitle = B", "", "1 notSection"),
        AnnouncementCase("[]\ntitle = B", "", "1 notSection"),
        AnnouncementCase("[d]\ntitle = B\n[de-a]", "", "1 notSection", "3 notSection"),
        AnnouncementCase("[de]]\ntitle = B", "", "1 notSection"),
        AnnouncementCase(
            "[de]\ntitle = A\n[DE]\nmessage = B", "[de] title=A message=B", "3 repeatedSection 1"),
        AnnouncementCase(
            "[de]\nmessage = A\n[fr]\ntitle = F\n[de]\nmessage = B\n[fr]\ntitle = G",
            "[de] message=A|B [fr] title=G", "5 repeatedSection 1", "7 repeatedSection 3",
            "8 repeated 4"),
        AnnouncementCase("[de]\nnonsense\n[fr]\ntitle = A", "[de] [fr] title=A", "2 notKeyValue"),
        AnnouncementCase(
            "[de]\nlink =\n[fr]\nlink = mailto:a@b", "[de] link=- [fr] link=mailto:a@b"),
    ]

    private static let bytes = [
        AnnouncementCase("\u{FEFF}title = A", "title=A"),
        AnnouncementCase("\u{FEFF}[de]\ntitle = A", "[de] title=A"),
        AnnouncementCase(
            "title = A\r\nmessage = B\r\n\r\n[de]\r\ntitle = C\r\n",
            "title=A message=B [de] title=C"),
        AnnouncementCase("title = A\rB", "title=A B"),
        AnnouncementCase("title = Grüße\nmessage = 日本語", "title=Grüße message=日本語"),
        AnnouncementCase(
            bytes: Array("title = Gr".utf8) + [0xFC] + Array("n\nrefresh = 5".utf8), "refresh=5",
            ["1 notUTF8"]),
        AnnouncementCase(bytes: [0xFF, 0x0A] + Array("title = A".utf8), "title=A", ["1 notUTF8"]),
        AnnouncementCase(
            bytes: Array("[d".utf8) + [0xE4] + Array("]\ntitle = A\n[fr]".utf8), "[fr]",
            ["1 notUTF8"]),
    ]
}
