// Basque · Euskara

extension Translation {
    static var basque: Translation {
        Translation(
            tag: "eu", otherTags: "", isRightToLeft: false,
            title: "Mantentze-lanak",
            message: """
                Zerbitzu hau ez dago erabilgarri une honetan. Lanean ari gara, eta laster egongo \
                da berriro martxan.
                """,
            expected: "Aurreikusitako itzulera",
            about: "{minutu|ordu|egun} barru, gutxi gorabehera",
            overdue: "Aurreikusitakoa baino pixka bat gehiago luzatzen ari da.",
            sent: """
                Baliteke bidali duzuna ez iritsi izana. Mesedez, egiaztatu berriro bidali aurretik.
                """,
            statusPage: "Zerbitzuaren egoera",
            updates: "Orri hau automatikoki eguneratzen da.",
            back: "Berriro martxan gaude. Une bat, mesedez…")
    }
}
