// Hungarian · Magyar

extension Translation {
    static var hungarian: Translation {
        Translation(
            tag: "hu", otherTags: "", isRightToLeft: false,
            title: "Karbantartás alatt",
            message: """
                A szolgáltatás jelenleg nem érhető el. Dolgozunk rajta, és hamarosan visszatérünk.
                """,
            expected: "Várhatóan újra elérhető",
            overdue: "A vártnál kicsit tovább tart.",
            statusPage: "Állapotoldal",
            checking: "Ellenőrzés {seconds} mp-enként",
            back: "Újra elérhetők vagyunk. Egy pillanat…")
    }
}
