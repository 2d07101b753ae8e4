// Ukrainian · Українська

extension Translation {
    static var ukrainian: Translation {
        Translation(
            tag: "uk", otherTags: "", isRightToLeft: false,
            title: "Технічні роботи",
            message: """
                Цей сервіс зараз недоступний. Ми працюємо над його відновленням і незабаром \
                повернемося.
                """,
            expected: "Очікуваний час відновлення",
            overdue: "Це триває трохи довше, ніж очікувалося.",
            statusPage: "Стан сервісу",
            checking: "Перевірка раз на {seconds} с",
            back: "Сервіс знову доступний. Хвилинку…")
    }
}
