// Spanish · Español

extension Translation {
    static var spanish: Translation {
        Translation(
            tag: "es", otherTags: "", isRightToLeft: false,
            title: "En mantenimiento",
            message: """
                Este servicio no está disponible en este momento. Estamos trabajando en ello y \
                volveremos en breve.
                """,
            expected: "Restablecimiento previsto",
            about: "dentro de aproximadamente {duration}",
            overdue: "Está tardando un poco más de lo previsto.",
            sent: """
                Es posible que lo que envió no haya llegado. Compruébelo antes de volver a \
                enviarlo.
                """,
            statusPage: "Estado del servicio",
            updates: "Esta página se actualiza automáticamente.",
            back: "Ya estamos de vuelta. Un momento…")
    }
}
