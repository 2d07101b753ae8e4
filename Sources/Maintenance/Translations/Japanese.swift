// Japanese · 日本語

extension Translation {
    static var japanese: Translation {
        Translation(
            tag: "ja", otherTags: "", isRightToLeft: false,
            title: "メンテナンス中",
            message: "現在、このサービスをご利用いただけません。対応を進めておりますので、再開まで今しばらくお待ちください。",
            expected: "再開予定",
            overdue: "予定より少し時間がかかっております。",
            statusPage: "サービス稼働状況",
            checking: "{seconds}秒ごとに確認しています",
            back: "サービスを再開しました。少々お待ちください…")
    }
}
