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
            overdue: "Es dauert etwas länger als erwartet.",
            statusPage: "Statusseite",
            checking: "Prüfung alle {seconds} s",
            back: "Wir sind wieder da. Einen Moment bitte\u{00A0}…")
    }
}
