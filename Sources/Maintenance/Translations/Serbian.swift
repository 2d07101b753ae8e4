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
            overdue: "Траје мало дуже од очекиваног.",
            statusPage: "Статус услуге",
            checking: "Провера у размаку од {seconds} сек.",
            back: "Поново смо доступни. Само тренутак…")
    }
}
