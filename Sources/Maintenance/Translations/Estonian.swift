// Estonian · Eesti

extension Translation {
    static var estonian: Translation {
        Translation(
            tag: "et", otherTags: "", isRightToLeft: false,
            title: "Hooldustööd",
            message: "Teenus ei ole praegu kättesaadav. Tegeleme sellega ja oleme peagi tagasi.",
            expected: "Taastub eeldatavalt",
            overdue: "See võtab oodatust veidi kauem aega.",
            statusPage: "Olekuleht",
            checking: "Kontroll iga {seconds} s järel",
            back: "Oleme tagasi. Üks hetk…")
    }
}
