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
            about: "noin {relative}",
            overdue: "Tämä kestää hieman suunniteltua pidempään.",
            sent: """
                Lähettämäsi tiedot eivät välttämättä ole tulleet perille. Tarkista asia, ennen \
                kuin lähetät ne uudelleen.
                """,
            statusPage: "Palvelun tila",
            updates: "Tämä sivu päivittyy automaattisesti.",
            back: "Palvelu toimii taas. Hetkinen…")
    }
}
