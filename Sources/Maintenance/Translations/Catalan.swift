// Catalan · Català

extension Translation {
    static var catalan: Translation {
        Translation(
            tag: "ca", otherTags: "", isRightToLeft: false,
            title: "En manteniment",
            message: """
                Aquest servei no està disponible en aquest moment. Hi estem treballant i tornarem \
                ben aviat.
                """,
            expected: "Restabliment previst",
            overdue: "Està trigant una mica més del previst.",
            statusPage: "Pàgina d’estat",
            checking: "Comprovació cada {seconds} s",
            back: "El servei torna a estar disponible. Un moment…")
    }
}
