// Serbian (Latin) · Srpski (latinica)

extension Translation {
    static var serbianLatin: Translation {
        Translation(
            tag: "sr-Latn", otherTags: "cnr sh sr-me", isRightToLeft: false,
            title: "Održavanje u toku",
            message: """
                Ova usluga trenutno nije dostupna. Radimo na njenom ponovnom uspostavljanju i \
                uskoro se vraćamo.
                """,
            expected: "Očekivani povratak",
            about: "otprilike {relative}",
            overdue: "Traje malo duže od planiranog.",
            sent: """
                Ono što ste poslali možda nije stiglo. Molimo vas da to proverite pre ponovnog \
                slanja.
                """,
            statusPage: "Status usluge",
            updates: "Ova stranica se automatski osvežava.",
            back: "Ponovo smo dostupni. Samo trenutak…")
    }
}
