// Serbian · Српски

extension Translation {
    static var serbian: Translation {
        Translation(
            tag: "sr", otherTags: "", isRightToLeft: false,
            title: "Одржавање у току",
            message: """
                Ова услуга тренутно није доступна. Радимо на њеном поновном успостављању и ускоро \
                се враћамо.
                """,
            expected: "Очекивани повратак",
            about: "отприлике {relative}",
            overdue: "Траје мало дуже од планираног.",
            sent: """
                Оно што сте послали можда није стигло. Молимо вас да то проверите пре поновног \
                слања.
                """,
            statusPage: "Статус услуге",
            updates: "Ова страница се аутоматски освежава.",
            back: "Поново смо доступни. Само тренутак…")
    }
}
