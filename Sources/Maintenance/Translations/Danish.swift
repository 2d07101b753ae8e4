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
            about: "om cirka {duration}",
            overdue: "Det tager lidt længere tid end planlagt.",
            sent: """
                Det, du har sendt, er måske ikke nået frem. Kontrollér det venligst, før du sender \
                det igen.
                """,
            statusPage: "Driftsstatus",
            updates: "Siden opdateres automatisk.",
            back: "Vi er tilbage. Et øjeblik\u{00A0}…")
    }
}
