// Japanese · 日本語

extension Translation {
    static var japanese: Translation {
        Translation(
            tag: "ja", otherTags: "", isRightToLeft: false,
            title: "メンテナンス中",
            message: "現在、このサービスをご利用いただけません。対応を進めておりますので、再開まで今しばらくお待ちください。",
            expected: "再開予定",
            about: "約 {relative}",
            overdue: "予定より少し時間がかかっております。",
            sent: "送信内容が届いていない可能性があります。再送信の前にご確認ください。",
            statusPage: "サービス稼働状況",
            updates: "このページは自動的に更新されます。",
            back: "サービスを再開しました。少々お待ちください…")
    }
}
