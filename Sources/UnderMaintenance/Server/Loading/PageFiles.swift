// The operator's own pages, from their files.

import Kernel
import Maintenance

enum PageFiles {
    static let customVariable = "UNDER_MAINTENANCE_CUSTOM_FILE_PATH"
    static let directoryVariable = "UNDER_MAINTENANCE_PAGES_DIRECTORY"

    struct Loaded {
        /// A file of the pages directory.
        struct Entry {
            let path: String
            let page: DirectoryPage
        }

        var customPage: CustomPage?
        /// In the order of their names.
        var entries: [Entry] = []
        var refusals: [Refusal] = []
        /// Files that were read.
        var count = 0
        /// Every file and directory whose change means a reload. Each was looked at before it was
        /// read, so that no change is missed.
        var watches: [FileWatch] = []

        /// Whether a page that was there before is gone.
        var hasLost = false

        /// Whether anything is other than it was, or may be.
        var isAnew: Bool { count > 0 || hasLost || refusals.isEmpty }
    }

    /// - Parameter previous: what is being served. A file that has gone bad keeps the page it had,
    ///   so that a half-written one takes none out of service.
    static func load(_ configuration: Configuration, keeping previous: Loaded?) -> Loaded {
        var reader = Reader(previous)
        reader.readCustomFile(configuration.customFile)
        if let directory = configuration.pagesDirectory { reader.readDirectory(directory) }
        var loaded = reader.loaded
        // Those of them that are still there, or are kept, can't be more than there were.
        loaded.hasLost = loaded.entries.count < previous?.entries.count ?? 0
        return loaded
    }
}
