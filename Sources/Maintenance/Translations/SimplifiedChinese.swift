// Simplified Chinese · 简体中文

extension Translation {
    static var simplifiedChinese: Translation {
        Translation(
            tag: "zh-Hans", otherTags: "zh", isRightToLeft: false,
            title: "系统维护中",
            message: "本服务暂时无法使用。我们正在处理，服务将很快恢复。",
            expected: "预计恢复时间",
            about: "约{relative}",
            overdue: "所需时间比原计划稍长。",
            sent: "您提交的内容可能未送达。重新提交前，请先确认。",
            statusPage: "服务状态",
            updates: "本页面会自动刷新。",
            back: "服务已恢复，请稍候……")
    }
}
