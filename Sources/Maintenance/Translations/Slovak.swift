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
            about: "približne {relative}",
            overdue: "Trvá to o niečo dlhšie, ako bolo plánované.",
            sent: """
                To, čo ste odoslali, možno nedorazilo. Pred opätovným odoslaním to, prosím, overte.
                """,
            statusPage: "Stav služby",
            updates: "Táto stránka sa aktualizuje automaticky.",
            back: "Sme späť. Moment, prosím…")
    }
}
