// European Portuguese · Português europeu

extension Translation {
    static var europeanPortuguese: Translation {
        Translation(
            tag: "pt-PT", otherTags: "", isRightToLeft: false,
            title: "Em manutenção",
            message: """
                Este serviço não está disponível de momento. Estamos a trabalhar para o \
                restabelecer e voltaremos em breve.
                """,
            expected: "Regresso previsto",
            overdue: "Está a demorar um pouco mais do que o previsto.",
            statusPage: "Página de estado",
            checking: "Verificação a cada {seconds} s",
            back: "Estamos de volta. Um momento…")
    }
}
