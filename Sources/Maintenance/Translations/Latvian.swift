// Latvian · Latviešu

extension Translation {
    static var latvian: Translation {
        Translation(
            tag: "lv", otherTags: "", isRightToLeft: false,
            title: "Notiek apkope",
            message: """
                Šis pakalpojums pašlaik nav pieejams. Mēs pie tā strādājam, un drīz tas atkal būs \
                pieejams.
                """,
            expected: "Paredzamais atjaunošanas laiks",
            about: "aptuveni {relative}",
            overdue: "Tas aizņem nedaudz vairāk laika, nekā plānots.",
            sent: """
                Jūsu nosūtītais, iespējams, nav saņemts. Lūdzu, pārbaudiet to, pirms sūtāt vēlreiz.
                """,
            statusPage: "Pakalpojuma statuss",
            updates: "Šī lapa tiek atjaunināta automātiski.",
            back: "Pakalpojums atkal ir pieejams. Vienu mirkli…")
    }
}
