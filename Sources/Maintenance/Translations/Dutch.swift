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
            overdue: "Het duurt iets langer dan verwacht.",
            statusPage: "Statuspagina",
            checking: "Controle elke {seconds} sec.",
            back: "We zijn er weer. Een ogenblik geduld…")
    }
}
