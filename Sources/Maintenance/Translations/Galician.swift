// Galician · Galego

extension Translation {
    static var galician: Translation {
        Translation(
            tag: "gl", otherTags: "", isRightToLeft: false,
            title: "En mantemento",
            message: """
                Este servizo non está dispoñible neste momento. Estamos a traballar niso e \
                volveremos axiña.
                """,
            expected: "Restablecemento previsto",
            overdue: "Está a tardar un pouco máis do previsto.",
            statusPage: "Páxina de estado",
            checking: "Comprobación cada {seconds} s",
            back: "O servizo volve estar dispoñible. Un momento…")
    }
}
