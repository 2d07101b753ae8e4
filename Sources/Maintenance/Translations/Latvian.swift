// Latvian · Latviešu

extension Translation {
    static var latvian: Translation {
        Translation(
            tag: "lv", otherTags: "", isRightToLeft: false,
            title: "Notiek apkope",
            message: """
                Šis pakalpojums pašlaik nav pieejams. Mēs pie tā strādājam un drīz būsim atpakaļ.
                """,
            expected: "Paredzamais atjaunošanas laiks",
            overdue: "Tas aizņem nedaudz vairāk laika, nekā paredzēts.",
            statusPage: "Statusa lapa",
            checking: "Pārbaude ik pēc {seconds} s",
            back: "Esam atpakaļ. Vienu mirkli…")
    }
}
