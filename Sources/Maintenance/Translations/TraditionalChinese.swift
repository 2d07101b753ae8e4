// Traditional Chinese · 繁體中文

extension Translation {
    static var traditionalChinese: Translation {
        Translation(
            tag: "zh-Hant", otherTags: "zh-tw zh-hk zh-mo yue", isRightToLeft: false,
            title: "系統維護中",
            message: "本服務暫時無法使用。我們正在處理，服務將很快恢復。",
            expected: "預計恢復時間",
            about: "約 {relative}",
            overdue: "所需時間比原定稍長。",
            sent: "您送出的內容可能未送達。重新送出前，請先確認。",
            statusPage: "服務狀態",
            updates: "本頁面會自動更新。",
            back: "服務已恢復，請稍候……")
    }
}
