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
            about: "khoảng {duration} nữa",
            overdue: "Việc này kéo dài hơn kế hoạch một chút.",
            sent: "Nội dung đã gửi có thể chưa đến nơi. Vui lòng kiểm tra trước khi gửi lại.",
            statusPage: "Trạng thái dịch vụ",
            updates: "Trang này tự động cập nhật.",
            back: "Dịch vụ đã hoạt động trở lại. Vui lòng đợi giây lát…")
    }
}
