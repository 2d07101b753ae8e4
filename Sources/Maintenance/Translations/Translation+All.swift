// Every language the built-in page speaks.

extension Translation {
    /// English first: what is sent when nothing else fits. To add a language: a file like
    /// English.swift, and its name here.
    package static var all: [Translation] {
        [
            .english, .arabic, .basque, .bengali, .bosnian, .brazilianPortuguese, .bulgarian,
            .catalan, .croatian, .czech, .danish, .dutch, .estonian, .europeanPortuguese, .filipino,
            .finnish, .french, .galician, .german, .greek, .hebrew, .hindi, .hungarian, .icelandic,
            .indonesian, .italian, .japanese, .korean, .latvian, .lithuanian, .malay,
            .norwegianBokmal, .persian, .polish, .romanian, .russian, .serbian, .serbianLatin,
            .simplifiedChinese, .slovak, .slovenian, .spanish, .swahili, .swedish, .tamil, .thai,
            .traditionalChinese, .turkish, .ukrainian, .urdu, .vietnamese,
        ]
    }
}
