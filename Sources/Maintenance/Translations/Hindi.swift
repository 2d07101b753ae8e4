// Hindi · हिन्दी

extension Translation {
    static var hindi: Translation {
        Translation(
            tag: "hi", otherTags: "", isRightToLeft: false,
            title: "रखरखाव जारी है",
            message: """
                यह सेवा इस समय उपलब्ध नहीं है। हम इस पर काम कर रहे हैं और यह जल्द ही फिर से उपलब्ध \
                होगी।
                """,
            expected: "सेवा बहाली का अनुमानित समय",
            overdue: "इसमें अनुमान से थोड़ा ज़्यादा समय लग रहा है।",
            statusPage: "सेवा की स्थिति",
            checking: "हर {seconds} सेकंड में जाँच",
            back: "सेवा फिर से उपलब्ध है। कृपया एक क्षण प्रतीक्षा करें…")
    }
}
