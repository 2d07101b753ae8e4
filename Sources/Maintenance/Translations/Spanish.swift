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
            overdue: "Está tardando un poco más de lo previsto.",
            statusPage: "Página de estado",
            checking: "Comprobación cada {seconds} s",
            back: "Ya estamos de vuelta. Un momento…")
    }
}
