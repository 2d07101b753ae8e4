// Danish · Dansk

extension Translation {
    static var danish: Translation {
        Translation(
            tag: "da", otherTags: "", isRightToLeft: false,
            title: "Under vedligeholdelse",
            message: """
                Tjenesten er ikke tilgængelig i øjeblikket. Vi arbejder på sagen og er snart \
                tilbage.
                """,
            expected: "Forventes tilbage",
            overdue: "Det tager lidt længere tid end forventet.",
            statusPage: "Statusside",
            checking: "Kontrolleres hvert {seconds}. sekund",
            back: "Vi er tilbage. Et øjeblik\u{00A0}…")
    }
}
