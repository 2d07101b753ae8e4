// German · Deutsch

extension Translation {
    static var german: Translation {
        Translation(
            tag: "de", otherTags: "", isRightToLeft: false,
            title: "Wartungsarbeiten",
            message: """
                Dieser Dienst ist zurzeit nicht verfügbar. Wir arbeiten daran und sind in Kürze \
                wieder für Sie da.
                """,
            expected: "Voraussichtlich wieder verfügbar",
            about: "etwa {relative}",
            overdue: "Es dauert etwas länger als geplant.",
            sent: """
                Was Sie gesendet haben, ist vielleicht nicht angekommen. Bitte prüfen Sie das, \
                bevor Sie es erneut senden.
                """,
            statusPage: "Statusseite",
            updates: "Diese Seite aktualisiert sich automatisch.",
            back: "Wir sind wieder da. Einen Moment bitte\u{00A0}…")
    }
}
