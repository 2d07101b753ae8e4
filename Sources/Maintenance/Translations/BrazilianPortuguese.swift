// Brazilian Portuguese · Português do Brasil

extension Translation {
    static var brazilianPortuguese: Translation {
        Translation(
            tag: "pt-BR", otherTags: "pt", isRightToLeft: false,
            title: "Em manutenção",
            message: """
                Este serviço não está disponível no momento. Estamos trabalhando para \
                restabelecê-lo e voltaremos em breve.
                """,
            expected: "Retorno previsto",
            about: "em cerca de {duration}",
            overdue: "Está demorando um pouco mais do que o previsto.",
            sent: "O que você enviou pode não ter chegado. Verifique antes de enviar novamente.",
            statusPage: "Página de status",
            updates: "Esta página é atualizada automaticamente.",
            back: "Estamos de volta. Um momento…")
    }
}
