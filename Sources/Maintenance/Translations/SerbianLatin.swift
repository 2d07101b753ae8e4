// Serbian (Latin) · Srpski (latinica)

extension Translation {
    static var serbianLatin: Translation {
        Translation(
            tag: "sr-Latn", otherTags: "", isRightToLeft: false,
            title: "Održavanje u toku",
            message: """
                Ova usluga trenutno nije dostupna. Radimo na njenom ponovnom uspostavljanju i \
                uskoro se vraćamo.
                """,
            expected: "Očekivani povratak",
            overdue: "Traje malo duže od očekivanog.",
            statusPage: "Status usluge",
            checking: "Provera u razmaku od {seconds} sek.",
            back: "Ponovo smo dostupni. Samo trenutak…")
    }
}
