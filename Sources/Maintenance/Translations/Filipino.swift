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
            about: "mga {duration} mula ngayon",
            overdue: "Medyo mas matagal ito kaysa sa plano.",
            sent: """
                Maaaring hindi nakarating ang ipinadala ninyo. Pakisuri muna bago muling ipadala.
                """,
            statusPage: "Status page",
            updates: "Awtomatikong nag-a-update ang page na ito.",
            back: "Nakabalik na kami. Sandali lang…")
    }
}
