// Icelandic · Íslenska

extension Translation {
    static var icelandic: Translation {
        Translation(
            tag: "is", otherTags: "", isRightToLeft: false,
            title: "Viðhald stendur yfir",
            message: """
                Þessi þjónusta er ekki tiltæk sem stendur. Við vinnum í málinu og verðum komin \
                aftur innan skamms.
                """,
            expected: "Væntanleg aftur",
            about: "eftir um það bil {mínútur|klukkustundir|daga|mínútu|klukkustund|dag}",
            overdue: "Þetta tekur aðeins lengri tíma en áætlað var.",
            sent: """
                Það sem þú sendir hefur hugsanlega ekki borist. Vinsamlegast athugaðu það áður en \
                þú sendir það aftur.
                """,
            statusPage: "Staða þjónustunnar",
            updates: "Þessi síða uppfærist sjálfkrafa.",
            back: "Við erum komin aftur. Augnablik…")
    }
}
