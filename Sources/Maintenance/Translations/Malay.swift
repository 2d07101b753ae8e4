// Malay · Bahasa Melayu

extension Translation {
    static var malay: Translation {
        Translation(
            tag: "ms", otherTags: "", isRightToLeft: false,
            title: "Dalam penyelenggaraan",
            message: """
                Perkhidmatan ini tidak tersedia buat masa ini. Kami sedang menanganinya dan akan \
                kembali tidak lama lagi.
                """,
            expected: "Jangkaan tersedia semula",
            overdue: "Proses ini mengambil masa lebih lama sedikit daripada jangkaan.",
            statusPage: "Halaman status",
            checking: "Disemak setiap {seconds} saat",
            back: "Perkhidmatan telah tersedia semula. Sila tunggu sebentar…")
    }
}
