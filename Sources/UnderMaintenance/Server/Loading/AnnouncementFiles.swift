// The announcement's file and the logo, while every refusal is kept.

import Kernel
import Maintenance

enum AnnouncementFiles {
    struct Loaded {
        var file: AnnouncementFile?
        var logo: Logo?
        /// Those of what goes on as it was say so.
        var findings: [Finding] = []
        /// Each was looked at before it was read, so that no change is missed.
        var watches: [FileWatch] = []
        /// Whether anything is other than it was, or may be.
        var isAnew = false

        /// What is said in all.
        func announcement(_ configuration: Configuration) -> Announcement {
            var announcement = configuration.announcement
            if let file { announcement = announcement.overridden(by: file) }
            announcement.logo = logo
            return announcement
        }
    }

    /// - Parameters:
    ///   - now: Unix time, by which the end has passed or not.
    ///   - previous: what is being served. A file that can't be used any longer goes on as it was; one
    ///     that is gone gives way.
    static func load(
        _ configuration: Configuration, now: Int, keeping previous: Loaded?
    ) -> Loaded {
        var loaded = Loaded()
        if let path = configuration.announcementPath {
            loaded.file = loaded.read(
                .announcementPath, path, AnnouncementFile.largest, previous?.file, .environment
            ) { (content) throws(FileRefusal) in
                try Result { () throws(PageError) in try AnnouncementFile(content, now: now) }
                    .mapError { FileRefusal.page($0) }.get()
            }
            // What is kept has been told of before.
            for remark in loaded.isAnew ? loaded.file?.remarks ?? [] : [] {
                loaded.findings.append(
                    Finding(
                        .warning, .announcementPath, path: path, .announcement(remark),
                        remark.error.isTaken ? .none : .leftOut, isKnown: true))
            }
        }
        if let path = configuration.logoPath {
            loaded.logo = loaded.read(
                .logoPath, path, Logo.largest, previous?.logo, .leftOut
            ) { (content) throws(FileRefusal) in
                if content.isEmpty { throw .empty }
                return try Result { () throws(LogoError) in try Logo(content) }
                    .mapError { FileRefusal.logo($0) }.get()
            }
        }
        return loaded
    }
}

extension AnnouncementFiles.Loaded {
    /// - Parameters:
    ///   - previous: what there was, which is kept if the file is there and can't be used.
    ///   - effect: that of a file without which there is nothing.
    fileprivate mutating func read<Value>(
        _ variable: Variable, _ path: String, _ limit: Int, _ previous: Value?,
        _ effect: Finding.Effect, _ parse: ([UInt8]) throws(FileRefusal) -> Value
    ) -> Value? {
        watches.append(FileWatch(path: path))
        do throws(FileRefusal) {
            let content: [UInt8]
            do throws(Errno) {
                content = try File.read(path, limit: limit)
            } catch {
                throw FileRefusal(error, path, limit: limit)
            }
            let value = try parse(content)
            isAnew = true
            return value
        } catch {
            var kept = previous
            if case .unreadable(.noEntry, _) = error { kept = nil }
            if kept == nil, previous != nil { isAnew = true }
            findings.append(
                Finding(
                    .warning, variable, path: path, error, kept == nil ? effect : .kept,
                    isKnown: kept != nil))
            return kept
        }
    }
}
