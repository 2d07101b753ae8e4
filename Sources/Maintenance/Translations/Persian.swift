// Persian · فارسی

extension Translation {
    static var persian: Translation {
        Translation(
            tag: "fa", otherTags: "", isRightToLeft: true,
            title: "در حال تعمیر و نگهداری",
            message: """
                این سرویس موقتاً در دسترس نیست. در حال رسیدگی به آن هستیم و به\u{200C}زودی \
                بازمی\u{200C}گردیم.
                """,
            expected: "زمان تقریبی بازگشت",
            overdue: "این کار کمی بیشتر از حد انتظار طول کشیده است.",
            statusPage: "صفحهٔ وضعیت",
            checking: "هر {seconds} ثانیه بررسی می\u{200C}شود",
            back: "سرویس دوباره در دسترس است. لطفاً یک لحظه صبر کنید…")
    }
}
