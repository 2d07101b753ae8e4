// Slovenian · Slovenščina

extension Translation {
    static var slovenian: Translation {
        Translation(
            tag: "sl", otherTags: "", isRightToLeft: false,
            title: "Vzdrževalna dela",
            message: "Ta storitev trenutno ni na voljo. Prizadevamo si, da bo kmalu spet delovala.",
            expected: "Predvidoma spet na voljo",
            about: "približno {relative}",
            overdue: "Traja nekoliko dlje, kot je bilo načrtovano.",
            sent: "Kar ste poslali, morda ni prispelo. Prosimo, preverite, preden pošljete znova.",
            statusPage: "Stanje storitve",
            updates: "Ta stran se samodejno osvežuje.",
            back: "Storitev spet deluje. Samo trenutek…")
    }
}
