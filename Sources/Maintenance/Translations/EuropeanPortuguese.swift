// European Portuguese · Português europeu

extension Translation {
    static var europeanPortuguese: Translation {
        Translation(
            tag: "pt-PT", otherTags: "pt-ao pt-ch pt-cv pt-gq pt-gw pt-lu pt-mo pt-mz pt-st pt-tl",
            isRightToLeft: false,
            title: "Em manutenção",
            message: """
                Este serviço não está disponível de momento. Estamos a trabalhar para o \
                restabelecer e voltaremos em breve.
                """,
            expected: "Regresso previsto",
            about: "daqui a cerca de {duration}",
            overdue: "Está a demorar um pouco mais do que o previsto.",
            sent: "O que enviou pode não ter chegado. Verifique antes de enviar novamente.",
            statusPage: "Estado do serviço",
            updates: "Esta página atualiza-se automaticamente.",
            back: "Estamos de volta. Um momento…")
    }
}
