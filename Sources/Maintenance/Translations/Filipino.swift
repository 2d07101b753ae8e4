// Filipino · Wikang Filipino

extension Translation {
    static var filipino: Translation {
        Translation(
            tag: "fil", otherTags: "tl", isRightToLeft: false,
            title: "May isinasagawang maintenance",
            message: """
                Hindi available ang serbisyong ito sa ngayon. Inaasikaso na namin ito at babalik \
                kami sa lalong madaling panahon.
                """,
            expected: "Inaasahang pagbabalik",
            overdue: "Medyo mas matagal ito kaysa sa inaasahan.",
            statusPage: "Status page",
            checking: "Sinusuri bawat {seconds} segundo",
            back: "Nakabalik na kami. Sandali lang…")
    }
}
