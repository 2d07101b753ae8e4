// English

extension Translation {
    /// What a visitor gets whose languages aren't there.
    static var english: Translation {
        Translation(
            tag: "en", otherTags: "", isRightToLeft: false,
            title: "Under maintenance",
            message: """
                This service is not available at the moment. We are working on it and will be back \
                soon.
                """,
            expected: "Expected back",
            overdue: "This is taking a little longer than planned.",
            statusPage: "Status page",
            checking: "Checking every {seconds} s",
            back: "We are back. One moment…")
    }
}
