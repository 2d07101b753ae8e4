// Turkish · Türkçe

extension Translation {
    static var turkish: Translation {
        Translation(
            tag: "tr", otherTags: "", isRightToLeft: false,
            title: "Bakım çalışması",
            message: """
                Bu hizmet şu anda kullanılamıyor. Üzerinde çalışıyoruz ve kısa süre içinde yeniden \
                hizmetinizde olacağız.
                """,
            expected: "Tahmini dönüş zamanı",
            overdue: "Beklenenden biraz daha uzun sürüyor.",
            statusPage: "Durum sayfası",
            checking: "{seconds} saniyede bir kontrol ediliyor",
            back: "Yeniden hizmetinizdeyiz. Lütfen bekleyin…")
    }
}
