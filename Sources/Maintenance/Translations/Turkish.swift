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
            about: "yaklaşık {relative}",
            overdue: "Planlanandan biraz daha uzun sürüyor.",
            sent: """
                Gönderdikleriniz bize ulaşmamış olabilir. Lütfen yeniden göndermeden önce kontrol \
                edin.
                """,
            statusPage: "Hizmet durumu",
            updates: "Bu sayfa otomatik olarak yenilenir.",
            back: "Yeniden hizmetinizdeyiz. Lütfen bekleyin…")
    }
}
