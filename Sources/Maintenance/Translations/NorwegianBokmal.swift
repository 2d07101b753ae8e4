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
            overdue: "Det tar litt lengre tid enn ventet.",
            statusPage: "Statusside",
            checking: "Sjekkes hvert {seconds}. sekund",
            back: "Vi er tilbake. Et øyeblikk\u{00A0}…")
    }
}
