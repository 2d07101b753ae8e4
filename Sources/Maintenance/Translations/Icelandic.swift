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
            overdue: "Þetta tekur aðeins lengri tíma en áætlað var.",
            statusPage: "Stöðusíða",
            checking: "Athugað á {seconds} sek. fresti",
            back: "Við erum komin aftur. Augnablik…")
    }
}
