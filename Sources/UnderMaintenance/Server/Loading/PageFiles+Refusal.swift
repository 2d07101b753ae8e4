// Why a page can't be used, and what is served instead.

import Kernel

extension PageFiles {
    struct Refusal {
        let variable: String
        let path: String
        let reason: String
        let cure: String
        /// Whether the page loaded from there before goes on being served.
        let isKept: Bool

        /// For the start: nothing has been loaded before.
        var finding: Finding {
            Finding(
                severity: .warning, variable: variable, value: path, reason: reason,
                cure: cure + "; until then the next best page is sent")
        }
    }

    static func words(for error: Errno) -> String {
        switch error {
        case .fileTooLarge: "larger than " + String(ServerLimits.pageBytes >> 20) + " MiB"
        case .invalidArgument: "not a regular file"
        case .accessDenied: error.words + " for user " + String(Process.userIdentifier)
        default: error.words
        }
    }
}
