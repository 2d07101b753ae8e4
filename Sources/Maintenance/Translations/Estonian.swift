// Estonian · Eesti

extension Translation {
    static var estonian: Translation {
        Translation(
            tag: "et", otherTags: "", isRightToLeft: false,
            title: "Hooldustööd",
            message: "Teenus ei ole praegu kättesaadav. Tegeleme sellega ja oleme peagi tagasi.",
            expected: "Taastub eeldatavalt",
            about: "umbes {relative}",
            overdue: "See võtab plaanitust veidi kauem aega.",
            sent: "Saadetu ei pruukinud kohale jõuda. Palun kontrollige enne uuesti saatmist.",
            statusPage: "Teenuse olek",
            updates: "See leht uueneb automaatselt.",
            back: "Oleme tagasi. Üks hetk…")
    }
}
