// French · Français

extension Translation {
    static var french: Translation {
        Translation(
            tag: "fr", otherTags: "", isRightToLeft: false,
            title: "Maintenance en cours",
            message: """
                Ce service n’est pas disponible pour le moment. Nous y travaillons et serons de \
                retour très bientôt.
                """,
            expected: "Retour prévu",
            overdue: "Cela prend un peu plus de temps que prévu.",
            statusPage: "Page d’état",
            checking: "Vérification toutes les {seconds}\u{00A0}s",
            back: "Nous sommes de retour. Un instant…")
    }
}
