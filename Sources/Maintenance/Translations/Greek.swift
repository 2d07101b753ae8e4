// Greek · Ελληνικά

extension Translation {
    static var greek: Translation {
        Translation(
            tag: "el", otherTags: "", isRightToLeft: false,
            title: "Εργασίες συντήρησης",
            message: """
                Η υπηρεσία δεν είναι διαθέσιμη αυτή τη στιγμή. Εργαζόμαστε για την αποκατάστασή \
                της και θα επανέλθουμε σύντομα.
                """,
            expected: "Αναμενόμενη αποκατάσταση",
            overdue: "Διαρκεί λίγο περισσότερο από το αναμενόμενο.",
            statusPage: "Σελίδα κατάστασης",
            checking: "Έλεγχος κάθε {seconds} δευτ.",
            back: "Η υπηρεσία είναι και πάλι διαθέσιμη. Μια στιγμή…")
    }
}
