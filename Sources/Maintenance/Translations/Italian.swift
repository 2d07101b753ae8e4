// Italian · Italiano

extension Translation {
    static var italian: Translation {
        Translation(
            tag: "it", otherTags: "", isRightToLeft: false,
            title: "Manutenzione in corso",
            message: """
                Questo servizio non è disponibile al momento. Ci stiamo lavorando e saremo presto \
                di nuovo operativi.
                """,
            expected: "Ripristino previsto",
            overdue: "Ci vuole un po’ più di tempo del previsto.",
            statusPage: "Pagina di stato",
            checking: "Verifica ogni {seconds} s",
            back: "Siamo di nuovo operativi. Un momento…")
    }
}
