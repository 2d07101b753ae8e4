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
            about: "in about {duration}",
            overdue: "It is taking a little longer than planned.",
            sent: "What you sent may not have arrived. Please check before sending it again.",
            statusPage: "Status page",
            updates: "This page updates by itself.",
            back: "We are back. One moment…")
    }
}
