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
            about: "{relative} تقريبًا",
            overdue: "يستغرق الأمر وقتًا أطول قليلًا من المخطط له.",
            sent: "ربما لم يصل ما أرسلتموه. يُرجى التحقق قبل إرساله مرة أخرى.",
            statusPage: "صفحة حالة الخدمة",
            updates: "تُحدَّث هذه الصفحة تلقائيًا.",
            back: "عادت الخدمة. لحظة من فضلكم…")
    }
}
