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
            about: "körülbelül {relative}",
            overdue: "A tervezettnél kicsit tovább tart.",
            sent: """
                Előfordulhat, hogy amit elküldött, nem érkezett meg. Kérjük, ellenőrizze, mielőtt \
                újra elküldi.
                """,
            statusPage: "A szolgáltatás állapota",
            updates: "Ez az oldal automatikusan frissül.",
            back: "Újra elérhetők vagyunk. Egy pillanat…")
    }
}
