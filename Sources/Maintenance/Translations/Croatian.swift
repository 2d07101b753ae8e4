// Croatian · Hrvatski

extension Translation {
    static var croatian: Translation {
        Translation(
            tag: "hr", otherTags: "", isRightToLeft: false,
            title: "Održavanje u tijeku",
            message: """
                Ova usluga trenutačno nije dostupna. Radimo na njezinoj ponovnoj uspostavi i \
                uskoro se vraćamo.
                """,
            expected: "Očekivani povratak",
            about: "otprilike {relative}",
            overdue: "Traje malo dulje od planiranog.",
            sent: "Ono što ste poslali možda nije stiglo. Molimo provjerite prije ponovnog slanja.",
            statusPage: "Status usluge",
            updates: "Ova se stranica automatski osvježava.",
            back: "Ponovno smo dostupni. Samo trenutak…")
    }
}
