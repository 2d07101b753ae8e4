// Hebrew · עברית

extension Translation {
    static var hebrew: Translation {
        Translation(
            tag: "he", otherTags: "iw", isRightToLeft: true,
            title: "עבודות תחזוקה",
            message: "השירות אינו זמין כרגע. אנחנו מטפלים בכך ונחזור בקרוב.",
            expected: "צפי לחזרה",
            about: "בעוד {duration} בערך",
            overdue: "זה נמשך מעט יותר מהמתוכנן.",
            sent: "ייתכן שהמידע שנשלח לא התקבל. נא לבדוק לפני שליחה חוזרת.",
            statusPage: "דף מצב השירות",
            updates: "הדף מתעדכן באופן אוטומטי.",
            back: "השירות חזר לפעול. נא להמתין רגע…")
    }
}
