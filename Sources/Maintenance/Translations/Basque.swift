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
            overdue: "Espero baino pixka bat gehiago luzatzen ari da.",
            statusPage: "Egoera-orria",
            checking: "Egiaztapena {seconds} segundoan behin",
            back: "Berriro martxan gaude. Une bat, mesedez…")
    }
}
