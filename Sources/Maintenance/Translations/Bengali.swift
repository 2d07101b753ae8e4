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
            about: "প্রায় {duration} পরে",
            overdue: "পরিকল্পনার চেয়ে একটু বেশি সময় লাগছে।",
            sent: "আপনি যা পাঠিয়েছেন তা হয়তো পৌঁছায়নি। আবার পাঠানোর আগে অনুগ্রহ করে যাচাই করুন।",
            statusPage: "সেবার বর্তমান অবস্থা",
            updates: "এই পৃষ্ঠাটি নিজে থেকেই আপডেট হয়।",
            back: "সেবাটি আবার চালু হয়েছে। একটু অপেক্ষা করুন…")
    }
}
