// What a generation of workers serves: loaded and checked as a whole, by the master.

import Kernel
import Maintenance

/// The rendered answers and the file they came from.
struct Snapshot {
    let responses: ResponseSet
    /// Where the page came from, nil for the built-in text.
    let pagePath: String?

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

    /// Loads what the configuration names.
    /// - Throws: if there is a page, or should be, and it can't be used.
    static func load(_ configuration: Configuration) throws(Refusal) -> Snapshot {
        let path = configuration.customPage.path
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try File.read(path, limit: ServerLimits.pageBytes)
        } catch {
            if error == .noEntry, !configuration.customPage.isExplicit {
                return withoutPage(configuration)
            }
            throw Refusal(path: path, reason: words(for: error))
        }
        // An empty page tells nobody anything; a file is empty while it is being written.
        if bytes.isEmpty { throw Refusal(path: path, reason: "the file is empty") }
        let page = Page(file: bytes, path: path)
        return Snapshot(
            responses: ResponseSet(status: configuration.statusCode, page: page), pagePath: path)
    }

    /// The answers with the built-in text.
    static func withoutPage(_ configuration: Configuration) -> Snapshot {
        Snapshot(
            responses: ResponseSet(status: configuration.statusCode, page: .underMaintenance),
            pagePath: nil)
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
