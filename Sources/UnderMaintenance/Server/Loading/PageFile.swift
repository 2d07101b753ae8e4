// The operator's own page, from its file.

import Kernel
import Maintenance

enum PageFile {
    /// Why a page can't be used.
    struct Refusal: Error {
        let path: String
        let reason: String

        var finding: Finding {
            Finding(
                severity: .warning, variable: "UNDER_MAINTENANCE_CUSTOM_FILE_PATH", value: path,
                reason: reason, cure: "give a readable file; until then the built-in text is sent")
        }
    }

    /// - Returns: nil when no page was asked for and there is none.
    static func load(_ page: Configuration.CustomPage) throws(Refusal) -> Page? {
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try File.read(page.path, limit: ServerLimits.pageBytes)
        } catch {
            if error == .noEntry, !page.isExplicit { return nil }
            throw Refusal(path: page.path, reason: words(for: error))
        }
        // An empty page tells nobody anything; a file is empty while it is being written.
        if bytes.isEmpty { throw Refusal(path: page.path, reason: "the file is empty") }
        return Page(file: bytes, path: page.path)
    }

    private static func words(for error: Errno) -> String {
        switch error {
        case .fileTooLarge: "larger than \(ServerLimits.pageBytes >> 20) MiB"
        case .invalidArgument: "not a regular file"
        case .accessDenied: "\(error.words) for user \(Process.userIdentifier)"
        default: error.words
        }
    }
}
