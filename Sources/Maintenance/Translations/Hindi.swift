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
            about: "लगभग {relative}",
            overdue: "इसमें तय समय से थोड़ा ज़्यादा समय लग रहा है।",
            sent: """
                हो सकता है कि आपने जो भेजा, वह पहुँचा न हो। दोबारा भेजने से पहले कृपया जाँच लें।
                """,
            statusPage: "सेवा की स्थिति",
            updates: "यह पेज अपने-आप अपडेट होता है।",
            back: "सेवा फिर से उपलब्ध है। कृपया एक क्षण प्रतीक्षा करें…")
    }
}
