// Polish · Polski

extension Translation {
    static var polish: Translation {
        Translation(
            tag: "pl", otherTags: "", isRightToLeft: false,
            title: "Przerwa techniczna",
            message: """
                Ta usługa jest obecnie niedostępna. Pracujemy nad jej przywróceniem i wkrótce \
                wrócimy.
                """,
            expected: "Przewidywany powrót",
            about: "mniej więcej {relative}",
            overdue: "Trwa to nieco dłużej, niż planowano.",
            sent: "Wysłane dane mogły nie dotrzeć. Prosimy to sprawdzić przed ponownym wysłaniem.",
            statusPage: "Status usługi",
            updates: "Ta strona odświeża się automatycznie.",
            back: "Usługa znów działa. Jeszcze chwila…")
    }
}
