// Czech · Čeština

extension Translation {
    static var czech: Translation {
        Translation(
            tag: "cs", otherTags: "", isRightToLeft: false,
            title: "Probíhá údržba",
            message: """
                Tato služba momentálně není dostupná. Pracujeme na jejím obnovení a brzy budeme \
                zpět.
                """,
            expected: "Předpokládané obnovení",
            about: "přibližně {relative}",
            overdue: "Trvá to o něco déle, než bylo plánováno.",
            sent: """
                To, co jste odeslali, možná nedorazilo. Před opětovným odesláním to prosím ověřte.
                """,
            statusPage: "Stav služby",
            updates: "Tato stránka se aktualizuje automaticky.",
            back: "Jsme zpět. Okamžik, prosím…")
    }
}
