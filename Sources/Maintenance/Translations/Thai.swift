// Thai · ไทย

extension Translation {
    static var thai: Translation {
        Translation(
            tag: "th", otherTags: "", isRightToLeft: false,
            title: "อยู่ระหว่างการปรับปรุงระบบ",
            message: """
                บริการนี้ไม่พร้อมใช้งานในขณะนี้ เรากำลังดำเนินการและจะกลับมาให้บริการในไม่ช้า
                """,
            expected: "คาดว่าจะกลับมาให้บริการ",
            overdue: "ใช้เวลานานกว่าที่คาดไว้เล็กน้อย",
            statusPage: "หน้าสถานะระบบ",
            checking: "ตรวจสอบทุก {seconds} วินาที",
            back: "กลับมาให้บริการแล้ว โปรดรอสักครู่…")
    }
}
