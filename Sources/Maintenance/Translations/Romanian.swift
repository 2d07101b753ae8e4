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
            about: "peste aproximativ {duration}",
            overdue: "Durează puțin mai mult decât era planificat.",
            sent: """
                Este posibil ca ceea ce ați trimis să nu fi ajuns. Vă rugăm să verificați înainte \
                de a trimite din nou.
                """,
            statusPage: "Starea serviciului",
            updates: "Această pagină se actualizează automat.",
            back: "Am revenit. Un moment…")
    }
}
