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
        /// Those of pages that go on as they were say so.
        var findings: [Finding] = []
        /// Files that were read.
        var count = 0
        /// Every file and directory whose change means a reload. Each was looked at before it was
        /// read, so that no change is missed.
        var watches: [FileWatch] = []

        /// Whether a page that was there before is gone.
        var hasLost = false

        /// Whether anything is other than it was, or may be.
        var isAnew: Bool { count > 0 || hasLost || findings.isEmpty }
    }

    /// - Parameter previous: what is being served. A file that has gone bad keeps the page it had,
    ///   so that a half-written one takes none out of service.
    static func load(_ configuration: Configuration, keeping previous: Loaded?) -> Loaded {
        var reader = Reader(previous)
        reader.readCustomFile(configuration.customFile)
        if let directory = configuration.pagesDirectory { reader.readDirectory(directory) }
        var loaded = reader.loaded
        // Those of them that are still there, or are kept, can't be more than there were.
        loaded.hasLost =
            loaded.entries.count < previous?.entries.count ?? 0
            || loaded.customPage == nil && previous?.customPage != nil
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
            do throws(FileRefusal) {
                let content = try admit(Self.read(file.path))
                loaded.customPage = try Result { () throws(PageError) in
                    try CustomPage(content: content, path: file.path)
                }.mapError { FileRefusal.page($0) }.get()
                loaded.count += 1
                look(at: content, .customFilePath, file.path)
            } catch {
                // A page that was taken away gives way, as one of the directory's does.
                if error.isOfNothing {
                    if !file.isExplicit { return }
                } else {
                    loaded.customPage = previous?.customPage
                }
                refuse(.customFilePath, file.path, error, isKept: loaded.customPage != nil)
            }
        }

        mutating func readDirectory(_ directory: String) {
            loaded.watches.append(FileWatch(path: directory))
            let folder: Folder
            let names: [String]
            do throws(Errno) {
                folder = try Folder(directory)
                names = try Directory.list(directory)
            } catch {
                loaded.entries = previous?.entries ?? []
                return refuse(
                    .pagesDirectory, directory, FileRefusal(error, directory, isDirectory: true),
                    isKept: !loaded.entries.isEmpty)
            }
            // Hidden: `..data` of Kubernetes, and what editors leave behind.
            for name in names where name.utf8.first != UInt8(ascii: ".") {
                readEntry(name, Directory.join(directory, name), folder)
            }
        }

        private mutating func readEntry(_ name: String, _ path: String, _ folder: Folder) {
            if File.permissions(path)?.isDirectory == true { return }
            switch DirectoryPage.hostInOtherScript(ofName: name) {
            case .success(nil): break
            case .success(let host?):
                loaded.findings.append(
                    Finding(
                        .warning, .pagesDirectory, path: path, .page(.name(.otherScript(host)))))
            case .failure(let error):
                return refuse(.pagesDirectory, path, .page(.name(error)), isKept: false)
            }
            let watch = FileWatch(path: path)
            var leadsOut = false
            do throws(FileRefusal) {
                let content = try admit(Self.read(name, in: folder, path))
                let page = try Result { () throws(PageError) in
                    try DirectoryPage(name: name, content: content)
                }.mapError { FileRefusal.page($0) }.get()
                loaded.entries.append(Loaded.Entry(path: path, page: page))
                loaded.count += 1
                look(at: content, .pagesDirectory, path)
            } catch {
                let kept = previous?.entries.first { $0.path.equals(path) }
                if let kept { loaded.entries.append(kept) }
                if case .leadsOut = error { leadsOut = true }
                refuse(.pagesDirectory, path, error, isKept: kept != nil)
            }
            // What is out there is none of ours; that a link leads elsewhere shows in the directory.
            if !leadsOut { loaded.watches.append(watch) }
        }

        @inline(never)
        private static func read(_ path: String) throws(FileRefusal) -> [UInt8] {
            do throws(Errno) {
                return try File.read(path, limit: ServerLimits.pageBytes)
            } catch {
                throw FileRefusal(error, path, limit: ServerLimits.pageBytes)
            }
        }

        @inline(never)
        private static func read(
            _ name: String, in folder: Folder, _ path: String
        ) throws(FileRefusal) -> [UInt8] {
            do throws(Folder.Refusal) {
                return try folder.read(name, limit: ServerLimits.pageBytes)
            } catch {
                switch error {
                case .leadsOut(let destination): throw .leadsOut(destination)
                case .system(let error):
                    throw FileRefusal(error, path, limit: ServerLimits.pageBytes)
                }
            }
        }

        @inline(never)
        private mutating func admit(_ content: [UInt8]) throws(FileRefusal) -> [UInt8] {
            // An empty page tells nobody anything; a file is empty while it is being written.
            if content.isEmpty { throw .empty }
            guard total + content.count <= ServerLimits.allPagesBytes else {
                throw .tooMuch(mebibytes: ServerLimits.allPagesBytes >> 20)
            }
            total += content.count
            return content
        }

        private mutating func look(
            at content: [UInt8], _ variable: Variable, _ path: String
        ) {
            guard Page.isHTML(path: path) else { return }
            let oversights = PageMarkup.oversights(in: content)
            if let asset = oversights.asset { warn(.asset(asset), variable, path) }
            if let place = oversights.place { warn(.place(place), variable, path) }
        }

        @inline(never)
        private mutating func warn(_ error: PageError, _ variable: Variable, _ path: String) {
            loaded.findings.append(Finding(.warning, variable, path: path, .page(error)))
        }

        private mutating func refuse(
            _ variable: Variable, _ path: String, _ refusal: FileRefusal, isKept: Bool
        ) {
            loaded.findings.append(
                Finding(
                    .warning, variable, path: path, refusal, isKept ? .kept : .nextPage,
                    isKnown: isKept))
        }
    }
}
