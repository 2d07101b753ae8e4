// Vietnamese · Tiếng Việt

extension Translation {
    static var vietnamese: Translation {
        Translation(
            tag: "vi", otherTags: "", isRightToLeft: false,
            title: "Đang bảo trì",
            message: """
                Dịch vụ này hiện tạm ngừng hoạt động. Chúng tôi đang xử lý và sẽ sớm phục vụ trở \
                lại.
                """,
            expected: "Dự kiến hoạt động trở lại",
            overdue: "Việc này mất nhiều thời gian hơn dự kiến một chút.",
            statusPage: "Trang trạng thái",
            checking: "Tự động kiểm tra mỗi {seconds} giây",
            back: "Dịch vụ đã hoạt động trở lại. Vui lòng đợi giây lát…")
    }
}
