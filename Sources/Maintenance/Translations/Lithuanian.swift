// Lithuanian · Lietuvių

extension Translation {
    static var lithuanian: Translation {
        Translation(
            tag: "lt", otherTags: "", isRightToLeft: false,
            title: "Vyksta techniniai darbai",
            message: """
                Ši paslauga šiuo metu neprieinama. Dirbame, kad netrukus vėl galėtumėte ja \
                naudotis.
                """,
            expected: "Numatomas atkūrimo laikas",
            about: "maždaug {relative}",
            overdue: "Tai trunka šiek tiek ilgiau, nei planuota.",
            sent: """
                Gali būti, kad jūsų išsiųsti duomenys nebuvo gauti. Prieš siųsdami dar kartą, \
                patikrinkite.
                """,
            statusPage: "Paslaugos būsena",
            updates: "Šis puslapis atsinaujina automatiškai.",
            back: "Paslauga vėl veikia. Palaukite akimirką…")
    }
}
