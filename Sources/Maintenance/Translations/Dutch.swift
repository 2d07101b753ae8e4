// Dutch · Nederlands

extension Translation {
    static var dutch: Translation {
        Translation(
            tag: "nl", otherTags: "", isRightToLeft: false,
            title: "In onderhoud",
            message: """
                Deze dienst is op dit moment niet beschikbaar. We werken eraan en zijn snel weer \
                voor u bereikbaar.
                """,
            expected: "Naar verwachting weer beschikbaar",
            about: "over ongeveer {duration}",
            overdue: "Het duurt iets langer dan gepland.",
            sent: """
                Wat u hebt verzonden, is mogelijk niet aangekomen. Controleer dit voordat u het \
                opnieuw verzendt.
                """,
            statusPage: "Statuspagina",
            updates: "Deze pagina wordt automatisch bijgewerkt.",
            back: "We zijn er weer. Een ogenblik geduld…")
    }
}
