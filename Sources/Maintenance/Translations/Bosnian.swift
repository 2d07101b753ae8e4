// Bosnian · Bosanski

extension Translation {
    static var bosnian: Translation {
        Translation(
            tag: "bs", otherTags: "", isRightToLeft: false,
            title: "Održavanje u toku",
            message: "Ova usluga trenutno nije dostupna. Radimo na tome i uskoro se vraćamo.",
            expected: "Očekivani povratak",
            about: "otprilike za {min|h|dana|min|h|dan}",
            overdue: "Traje malo duže od planiranog.",
            sent: """
                Ono što ste poslali možda nije stiglo. Molimo vas da to provjerite prije ponovnog \
                slanja.
                """,
            statusPage: "Status usluge",
            updates: "Ova stranica se automatski osvježava.",
            back: "Ponovo smo dostupni. Samo trenutak…")
    }
}
