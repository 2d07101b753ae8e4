// Traditional Chinese · 繁體中文

extension Translation {
    static var traditionalChinese: Translation {
        Translation(
            tag: "zh-Hant", otherTags: "zh-tw zh-hk zh-mo", isRightToLeft: false,
            title: "系統維護中",
            message: "本服務目前暫時無法使用。我們正在處理，服務將很快恢復。",
            expected: "預計恢復時間",
            overdue: "所需時間比預期稍長。",
            statusPage: "服務狀態頁面",
            checking: "每 {seconds} 秒檢查一次",
            back: "服務已恢復，請稍候……")
    }
}
