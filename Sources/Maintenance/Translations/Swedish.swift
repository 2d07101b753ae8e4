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
            overdue: "Det tar lite längre tid än väntat.",
            statusPage: "Statussida",
            checking: "Kontrolleras med {seconds} s mellanrum",
            back: "Vi är tillbaka. Ett ögonblick\u{00A0}…")
    }
}
