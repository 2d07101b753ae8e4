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
            about: "dentro de {minutos|horas|días|minuto}, aproximadamente",
            overdue: "Está a tardar un pouco máis do previsto.",
            sent: "É posible que o que enviou non chegase. Compróbeo antes de envialo de novo.",
            statusPage: "Estado do servizo",
            updates: "Esta páxina actualízase automaticamente.",
            back: "O servizo volve estar dispoñible. Un momento…")
    }
}
