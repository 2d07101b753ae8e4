// Swahili · Kiswahili

extension Translation {
    static var swahili: Translation {
        Translation(
            tag: "sw", otherTags: "", isRightToLeft: false,
            title: "Matengenezo yanaendelea",
            message: "Huduma hii haipatikani kwa sasa. Tunaishughulikia na tutarejea hivi punde.",
            expected: "Inatarajiwa kurejea",
            overdue: "Hii inachukua muda mrefu kidogo kuliko ilivyotarajiwa.",
            statusPage: "Ukurasa wa hali ya huduma",
            checking: "Inakaguliwa kila baada ya sekunde {seconds}",
            back: "Huduma imerejea. Tafadhali subiri kidogo…")
    }
}
