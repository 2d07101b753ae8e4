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
            about: "tra circa {duration}",
            overdue: "Ci vuole un po’ più di tempo del previsto.",
            sent: """
                Quanto inviato potrebbe non essere arrivato. Si prega di verificare prima di \
                inviarlo di nuovo.
                """,
            statusPage: "Stato del servizio",
            updates: "Questa pagina si aggiorna automaticamente.",
            back: "Siamo di nuovo operativi. Un momento…")
    }
}
