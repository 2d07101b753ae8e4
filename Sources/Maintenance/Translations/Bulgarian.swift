// Bulgarian · Български

extension Translation {
    static var bulgarian: Translation {
        Translation(
            tag: "bg", otherTags: "", isRightToLeft: false,
            title: "Извършва се поддръжка",
            message: """
                Тази услуга в момента не е достъпна. Работим по въпроса и скоро ще бъдем отново на \
                линия.
                """,
            expected: "Очаквано възстановяване",
            overdue: "Отнема малко повече време от очакваното.",
            statusPage: "Състояние на услугата",
            checking: "Проверка на всеки {seconds} сек.",
            back: "Отново сме на линия. Един момент…")
    }
}
