// Korean · 한국어

extension Translation {
    static var korean: Translation {
        Translation(
            tag: "ko", otherTags: "", isRightToLeft: false,
            title: "서비스 점검 중",
            message: "현재 이 서비스를 이용하실 수 없습니다. 작업을 진행하고 있으며 곧 서비스를 재개하겠습니다.",
            expected: "재개 예상 시각",
            about: "약 {relative}",
            overdue: "예정보다 시간이 조금 더 걸리고 있습니다.",
            sent: "보내신 내용이 전달되지 않았을 수 있습니다. 다시 보내시기 전에 확인해 주십시오.",
            statusPage: "서비스 상태",
            updates: "이 페이지는 자동으로 새로 고쳐집니다.",
            back: "서비스가 재개되었습니다. 잠시만 기다려 주십시오…")
    }
}
