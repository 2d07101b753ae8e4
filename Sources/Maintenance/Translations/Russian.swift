// Russian · Русский

extension Translation {
    static var russian: Translation {
        Translation(
            tag: "ru", otherTags: "", isRightToLeft: false,
            title: "Технические работы",
            message: """
                Этот сервис сейчас недоступен. Мы работаем над его восстановлением и скоро \
                вернёмся.
                """,
            expected: "Ожидаемое время восстановления",
            overdue: "Это занимает немного больше времени, чем ожидалось.",
            statusPage: "Статус сервиса",
            checking: "Проверка раз в {seconds} с",
            back: "Сервис снова доступен. Один момент…")
    }
}
