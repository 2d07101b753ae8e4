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
            overdue: "Traje malo dulje od očekivanog.",
            statusPage: "Status usluge",
            checking: "Provjera u razmaku od {seconds} s",
            back: "Ponovno smo dostupni. Samo trenutak…")
    }
}
