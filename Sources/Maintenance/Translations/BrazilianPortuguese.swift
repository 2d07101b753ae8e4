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
            overdue: "Está demorando um pouco mais do que o previsto.",
            statusPage: "Página de status",
            checking: "Verificação a cada {seconds} s",
            back: "Estamos de volta. Um momento…")
    }
}
