// The operator's own pages, from their files, while every refusal is kept.

import Kernel
import Maintenance

enum PageFiles {
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

extension PageFiles {
    private struct Reader {
        private(set) var loaded = Loaded()
        private let previous: Loaded?
        /// Bytes of all pages so far.
        private var total = 0

        init(_ previous: Loaded?) { self.previous = previous }

        mutating func readCustomFile(_ file: Configuration.CustomFile) {
            let watch = FileWatch(path: file.path)
            loaded.watches.append(watch)
            // Nothing there is nothing wrong, unless somebody asked for it or it was there before.
            if !watch.isThere, !file.isExplicit, previous?.customPage == nil { return }
            do throws(PageReason) {
                let content = try read(file.path)
                guard let page = CustomPage(content: content, path: file.path) else {
                    throw PageReason.notUTF8
                }
                loaded.customPage = page
                loaded.count += 1
            } catch {
                loaded.customPage = previous?.customPage
                refuse(.customFilePath, file.path, error.words, isKept: loaded.customPage != nil)
            }
        }

        mutating func readDirectory(_ directory: String) {
            loaded.watches.append(FileWatch(path: directory))
            let names: [String]
            do throws(Errno) {
                names = try Directory.list(directory)
            } catch {
                loaded.entries = previous?.entries ?? []
                let isKept = !loaded.entries.isEmpty
                return refuse(
                    .pagesDirectory, directory, PageFiles.words(for: error),
                    cure: "give a readable directory", isKept: isKept)
            }
            // Hidden: `..data` of Kubernetes, and what editors leave behind.
            for name in names where name.utf8.first != UInt8(ascii: ".") {
                readEntry(name, Self.join(directory, name))
            }
        }

        private mutating func readEntry(_ name: String, _ path: String) {
            if File.permissions(path)?.isDirectory == true { return }
            guard DirectoryPage.isName(name) else {
                return refuse(
                    .pagesDirectory, path,
                    "neither HOST.html, HOST.LANG.html nor LANG.html, nor .json or .txt",
                    cure: "name it like one of these, or keep it elsewhere", isKept: false)
            }
            loaded.watches.append(FileWatch(path: path))
            do throws(PageReason) {
                guard let page = DirectoryPage(name: name, content: try read(path)) else {
                    throw PageReason.notUTF8
                }
                loaded.entries.append(Loaded.Entry(path: path, page: page))
                loaded.count += 1
            } catch {
                let kept = previous?.entries.first { $0.path.equals(path) }
                if let kept { loaded.entries.append(kept) }
                refuse(.pagesDirectory, path, error.words, isKept: kept != nil)
            }
        }

        private mutating func read(_ path: String) throws(PageReason) -> [UInt8] {
            let content: [UInt8]
            do throws(Errno) {
                content = try File.read(path, limit: ServerLimits.pageBytes)
            } catch {
                throw .unreadable(error)
            }
            // An empty page tells nobody anything; a file is empty while it is being written.
            if content.isEmpty { throw .empty }
            guard total + content.count <= ServerLimits.allPagesBytes else { throw .tooMuch }
            total += content.count
            return content
        }

        private mutating func refuse(
            _ variable: Variable, _ path: String, _ reason: String,
            cure: String = "give a readable file", isKept: Bool
        ) {
            loaded.refusals.append(
                Refusal(variable: variable, path: path, reason: reason, cure: cure, isKept: isKept))
        }

        private static func join(_ directory: String, _ name: String) -> String {
            directory.utf8.last == UInt8(ascii: "/") ? directory + name : directory + "/" + name
        }
    }

    /// What is wrong with a page's file.
    private enum PageReason: Error {
        case unreadable(Errno)
        case empty, notUTF8, tooMuch

        var words: String {
            switch self {
            case .unreadable(let error): PageFiles.words(for: error)
            case .empty: "the file is empty"
            case .notUTF8: "not UTF-8"
            case .tooMuch:
                "all pages together larger than " + String(ServerLimits.allPagesBytes >> 20)
                    + " MiB"
            }
        }
    }
}

extension PageFiles {
    struct Refusal {
        let variable: Variable
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

    private static func words(for error: Errno) -> String {
        switch error {
        case .fileTooLarge: "larger than " + String(ServerLimits.pageBytes >> 20) + " MiB"
        case .invalidArgument: "not a regular file"
        case .accessDenied: error.words + " for user " + String(Process.userIdentifier)
        default: error.words
        }
    }
}
