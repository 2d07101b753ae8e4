// Urdu · اردو

extension Translation {
    static var urdu: Translation {
        Translation(
            tag: "ur", otherTags: "", isRightToLeft: true,
            title: "دیکھ بھال جاری ہے",
            message: """
                یہ سروس اس وقت دستیاب نہیں ہے۔ ہم اس پر کام کر رہے ہیں اور یہ جلد دوبارہ دستیاب \
                ہوگی۔
                """,
            expected: "بحالی کا متوقع وقت",
            overdue: "اس میں توقع سے کچھ زیادہ وقت لگ رہا ہے۔",
            statusPage: "سروس کی صورتحال",
            checking: "ہر {seconds} سیکنڈ بعد جانچ",
            back: "سروس بحال ہو گئی ہے۔ براہِ کرم ایک لمحہ انتظار کریں…")
    }
}
