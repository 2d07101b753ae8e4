// Swedish · Svenska

extension Translation {
    static var swedish: Translation {
        Translation(
            tag: "sv", otherTags: "", isRightToLeft: false,
            title: "Underhåll pågår",
            message: """
                Tjänsten är inte tillgänglig just nu. Vi arbetar på att få i gång den igen och är \
                snart tillbaka.
                """,
            expected: "Beräknas vara tillbaka",
            about: "om ungefär {duration}",
            overdue: "Det tar lite längre tid än planerat.",
            sent: """
                Det du skickade kanske inte har kommit fram. Kontrollera det innan du skickar det \
                igen.
                """,
            statusPage: "Driftstatus",
            updates: "Sidan uppdateras automatiskt.",
            back: "Vi är tillbaka. Ett ögonblick\u{00A0}…")
    }
}
