// Slovenian · Slovenščina

extension Translation {
    static var slovenian: Translation {
        Translation(
            tag: "sl", otherTags: "", isRightToLeft: false,
            title: "Vzdrževalna dela",
            message: "Ta storitev trenutno ni na voljo. Prizadevamo si, da bo kmalu spet delovala.",
            expected: "Predvidoma spet na voljo",
            overdue: "Traja nekoliko dlje, kot smo pričakovali.",
            statusPage: "Stanje storitve",
            checking: "Preverjanje na {seconds} s",
            back: "Storitev spet deluje. Samo trenutek…")
    }
}
