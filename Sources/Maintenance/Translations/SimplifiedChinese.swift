// Simplified Chinese · 简体中文

extension Translation {
    static var simplifiedChinese: Translation {
        Translation(
            tag: "zh-Hans", otherTags: "zh zh-cn zh-sg", isRightToLeft: false,
            title: "系统维护中",
            message: "本服务目前暂时无法使用。我们正在处理，服务将很快恢复。",
            expected: "预计恢复时间",
            overdue: "所需时间比预期稍长。",
            statusPage: "服务状态页面",
            checking: "每 {seconds} 秒检查一次",
            back: "服务已恢复，请稍候……")
    }
}
