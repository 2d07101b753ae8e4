// Finnish · Suomi

extension Translation {
    static var finnish: Translation {
        Translation(
            tag: "fi", otherTags: "", isRightToLeft: false,
            title: "Huoltokatko",
            message: """
                Palvelu ei ole juuri nyt käytettävissä. Työskentelemme asian parissa, ja palvelu \
                on pian taas käytössä.
                """,
            expected: "Arviolta taas käytössä",
            overdue: "Tämä kestää hieman odotettua pidempään.",
            statusPage: "Palvelun tila",
            checking: "Tarkistetaan {seconds} s välein",
            back: "Palvelu toimii taas. Hetkinen…")
    }
}
