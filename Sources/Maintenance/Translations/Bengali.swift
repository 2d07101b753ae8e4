// Bengali · বাংলা

extension Translation {
    static var bengali: Translation {
        Translation(
            tag: "bn", otherTags: "", isRightToLeft: false,
            title: "রক্ষণাবেক্ষণ চলছে",
            message: """
                এই সেবাটি এখন পাওয়া যাচ্ছে না। আমরা এ নিয়ে কাজ করছি এবং শিগগিরই এটি আবার চালু \
                হবে।
                """,
            expected: "আবার চালু হওয়ার সম্ভাব্য সময়",
            overdue: "প্রত্যাশার চেয়ে একটু বেশি সময় লাগছে।",
            statusPage: "সেবার বর্তমান অবস্থা",
            checking: "প্রতি {seconds} সেকেন্ডে যাচাই করা হচ্ছে",
            back: "সেবাটি আবার চালু হয়েছে। একটু অপেক্ষা করুন…")
    }
}
