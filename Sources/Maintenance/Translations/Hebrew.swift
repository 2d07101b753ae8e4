// Hebrew · עברית

extension Translation {
    static var hebrew: Translation {
        Translation(
            tag: "he", otherTags: "iw", isRightToLeft: true,
            title: "עבודות תחזוקה",
            message: "השירות אינו זמין כרגע. אנחנו מטפלים בכך ונחזור בקרוב.",
            expected: "צפי לחזרה",
            overdue: "זה נמשך מעט יותר מהצפוי.",
            statusPage: "דף מצב השירות",
            checking: "בדיקה כל {seconds} שנ׳",
            back: "השירות חזר לפעול. רק רגע…")
    }
}
