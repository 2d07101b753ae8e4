// Norwegian Bokmål · Norsk bokmål

extension Translation {
    static var norwegianBokmal: Translation {
        Translation(
            tag: "nb", otherTags: "no nn", isRightToLeft: false,
            title: "Vedlikehold pågår",
            message: """
                Tjenesten er ikke tilgjengelig for øyeblikket. Vi jobber med saken og er snart \
                tilbake.
                """,
            expected: "Forventes tilbake",
            about: "om cirka {duration}",
            overdue: "Det tar litt lengre tid enn planlagt.",
            sent: """
                Det du sendte, har kanskje ikke kommet frem. Kontroller dette før du sender det på \
                nytt.
                """,
            statusPage: "Driftsstatus",
            updates: "Denne siden oppdateres automatisk.",
            back: "Vi er tilbake. Et øyeblikk\u{00A0}…")
    }
}
