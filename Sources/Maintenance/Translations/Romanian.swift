// Romanian · Română

extension Translation {
    static var romanian: Translation {
        Translation(
            tag: "ro", otherTags: "mo", isRightToLeft: false,
            title: "Lucrări de mentenanță",
            message: """
                Acest serviciu nu este disponibil momentan. Lucrăm la restabilirea lui și revenim \
                în curând.
                """,
            expected: "Revenire estimată",
            overdue: "Durează puțin mai mult decât ne așteptam.",
            statusPage: "Pagina de stare",
            checking: "Verificare la fiecare {seconds} s",
            back: "Am revenit. Un moment…")
    }
}
