// Arabic · العربية

extension Translation {
    static var arabic: Translation {
        Translation(
            tag: "ar", otherTags: "", isRightToLeft: true,
            title: "قيد الصيانة",
            message: """
                هذه الخدمة غير متاحة في الوقت الحالي، ونحن نعمل على إعادتها وسنعود إليكم قريبًا.
                """,
            expected: "موعد العودة المتوقع",
            overdue: "يستغرق الأمر وقتًا أطول قليلًا من المتوقع.",
            statusPage: "صفحة حالة الخدمة",
            checking: "التحقق كل {seconds} ث",
            back: "عادت الخدمة. لحظة من فضلكم…")
    }
}
