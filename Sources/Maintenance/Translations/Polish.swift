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
            overdue: "Trwa to nieco dłużej, niż przewidywano.",
            statusPage: "Strona statusu",
            checking: "Sprawdzanie co {seconds} s",
            back: "Usługa znów działa. Jeszcze chwila…")
    }
}
