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
            about: "sekitar {duration} lagi",
            overdue: "Prosesnya sedikit lebih lama daripada yang direncanakan.",
            sent: """
                Data yang Anda kirim mungkin belum sampai. Mohon periksa sebelum mengirimkannya \
                lagi.
                """,
            statusPage: "Status layanan",
            updates: "Halaman ini diperbarui secara otomatis.",
            back: "Layanan sudah tersedia kembali. Mohon tunggu sebentar…")
    }
}
