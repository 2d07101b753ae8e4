// Indonesian · Bahasa Indonesia

extension Translation {
    static var indonesian: Translation {
        Translation(
            tag: "id", otherTags: "in", isRightToLeft: false,
            title: "Dalam pemeliharaan",
            message: """
                Layanan ini untuk sementara tidak tersedia. Kami sedang menanganinya dan akan \
                segera kembali.
                """,
            expected: "Perkiraan tersedia kembali",
            overdue: "Prosesnya sedikit lebih lama dari perkiraan.",
            statusPage: "Halaman status",
            checking: "Diperiksa setiap {seconds} detik",
            back: "Layanan sudah tersedia kembali. Mohon tunggu sebentar…")
    }
}
