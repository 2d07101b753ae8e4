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
            overdue: "Trvá to o něco déle, než jsme čekali.",
            statusPage: "Stav služby",
            checking: "Kontrola jednou za {seconds} s",
            back: "Jsme zpět. Okamžik, prosím…")
    }
}
