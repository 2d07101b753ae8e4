// Catalan · Català

extension Translation {
    static var catalan: Translation {
        Translation(
            tag: "ca", otherTags: "", isRightToLeft: false,
            title: "En manteniment",
            message: """
                Aquest servei no està disponible en aquest moment. Hi estem treballant i tornarem \
                aviat.
                """,
            expected: "Restabliment previst",
            about: "{relative}, aproximadament",
            overdue: "Està trigant una mica més del previst.",
            sent: """
                És possible que el que heu enviat no hagi arribat. Comproveu-ho abans de tornar-ho \
                a enviar.
                """,
            statusPage: "Estat del servei",
            updates: "Aquesta pàgina s’actualitza automàticament.",
            back: "El servei torna a estar disponible. Un moment…")
    }
}
