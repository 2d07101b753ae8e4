// Slovak · Slovenčina

extension Translation {
    static var slovak: Translation {
        Translation(
            tag: "sk", otherTags: "", isRightToLeft: false,
            title: "Prebieha údržba",
            message: """
                Táto služba momentálne nie je dostupná. Pracujeme na jej obnovení a čoskoro budeme \
                späť.
                """,
            expected: "Predpokladané obnovenie",
            overdue: "Trvá to o niečo dlhšie, ako sme čakali.",
            statusPage: "Stav služby",
            checking: "Kontrola raz za {seconds} s",
            back: "Sme späť. Moment, prosím…")
    }
}
