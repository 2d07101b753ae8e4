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
            about: "ในอีกประมาณ {duration}",
            overdue: "ใช้เวลานานกว่าที่วางแผนไว้เล็กน้อย",
            sent: "ข้อมูลที่คุณส่งอาจยังมาไม่ถึง โปรดตรวจสอบก่อนส่งอีกครั้ง",
            statusPage: "หน้าสถานะระบบ",
            updates: "หน้านี้จะอัปเดตโดยอัตโนมัติ",
            back: "กลับมาให้บริการแล้ว โปรดรอสักครู่…")
    }
}
