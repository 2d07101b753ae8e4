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
            about: "kira-kira {duration} lagi",
            overdue: "Proses ini mengambil masa lebih lama sedikit daripada yang dirancang.",
            sent: """
                Maklumat yang anda hantar mungkin tidak sampai. Sila semak sebelum menghantarnya \
                semula.
                """,
            statusPage: "Status perkhidmatan",
            updates: "Halaman ini dikemas kini secara automatik.",
            back: "Perkhidmatan telah tersedia semula. Sila tunggu sebentar…")
    }
}
