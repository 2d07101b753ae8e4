// Swahili · Kiswahili

extension Translation {
    static var swahili: Translation {
        Translation(
            tag: "sw", otherTags: "", isRightToLeft: false,
            title: "Matengenezo yanaendelea",
            message: """
                Huduma hii haipatikani kwa sasa. Tunaishughulikia na tutarejea hivi karibuni.
                """,
            expected: "Inatarajiwa kurejea",
            about: "baada ya takriban {duration}",
            overdue: "Hii inachukua muda mrefu kidogo kuliko ilivyopangwa.",
            sent: "Huenda ulichotuma hakijafika. Tafadhali hakikisha kabla ya kukituma tena.",
            statusPage: "Hali ya huduma",
            updates: "Ukurasa huu hujisasisha kiotomatiki.",
            back: "Huduma imerejea. Tafadhali subiri kidogo…")
    }
}
