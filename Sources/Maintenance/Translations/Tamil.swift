// Tamil · தமிழ்

extension Translation {
    static var tamil: Translation {
        Translation(
            tag: "ta", otherTags: "", isRightToLeft: false,
            title: "பராமரிப்புப் பணி",
            message: """
                இந்தச் சேவை தற்போது கிடைக்கவில்லை. நாங்கள் இதில் பணியாற்றி வருகிறோம்; விரைவில் \
                மீண்டும் கிடைக்கும்.
                """,
            expected: "மீண்டும் கிடைக்கும் உத்தேச நேரம்",
            overdue: "எதிர்பார்த்ததைவிடச் சற்று அதிக நேரம் ஆகிறது.",
            statusPage: "சேவை நிலை",
            checking: "ஒவ்வொரு {seconds} வினாடிக்கும் சரிபார்க்கப்படுகிறது",
            back: "சேவை மீண்டும் கிடைக்கிறது. சற்றுக் காத்திருக்கவும்…")
    }
}
