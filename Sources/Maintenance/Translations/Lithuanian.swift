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
            overdue: "Tai trunka šiek tiek ilgiau, nei tikėtasi.",
            statusPage: "Būsenos puslapis",
            checking: "Tikrinama kas {seconds} s",
            back: "Paslauga vėl veikia. Palaukite akimirką…")
    }
}
