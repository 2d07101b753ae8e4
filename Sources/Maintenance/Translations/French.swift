// French · Français

extension Translation {
    static var french: Translation {
        Translation(
            tag: "fr", otherTags: "", isRightToLeft: false,
            title: "Maintenance en cours",
            message: """
                Ce service n’est pas disponible pour le moment. Nous y travaillons et serons \
                bientôt de retour.
                """,
            expected: "Retour prévu",
            about: "dans environ {duration}",
            overdue: "Cela prend un peu plus de temps que prévu.",
            sent: "Votre envoi n’a peut-être pas abouti. Veuillez vérifier avant de recommencer.",
            statusPage: "État du service",
            updates: "Cette page s’actualise automatiquement.",
            back: "Nous sommes de retour. Un instant…")
    }
}
