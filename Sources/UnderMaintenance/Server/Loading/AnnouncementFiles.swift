// The announcement's file and the logo, while every refusal is kept.

import Kernel
import Maintenance

enum AnnouncementFiles {
    /// An object: it is handed on with the snapshot, and holds much.
    final class Loaded {
        fileprivate(set) var file: AnnouncementFile?
        fileprivate(set) var logo: Logo?
        /// Those of what goes on as it was say so.
        fileprivate(set) var findings: [Finding] = []
        /// Each was looked at before it was read, so that no change is missed.
        fileprivate(set) var watches: [FileWatch] = []
        /// Whether anything is other than it was, or may be.
        fileprivate(set) var isAnew = false

        fileprivate init() {}

        /// What is said in all.
        @inline(never)
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
        let loaded = Loaded()
        if let path = configuration.announcementPath {
            loaded.loadFile(path, now: now, keeping: previous?.file)
        }
        if let path = configuration.logoPath { loaded.loadLogo(path, keeping: previous?.logo) }
        return loaded
    }
}

extension AnnouncementFiles.Loaded {
    fileprivate func loadFile(_ path: String, now: Int, keeping previous: AnnouncementFile?) {
        do throws(FileRefusal) {
            let content = try read(path, AnnouncementFile.largest)
            let file = try Result { () throws(PageError) in
                try AnnouncementFile(content, now: now)
            }.mapError { FileRefusal.page($0) }.get()
            self.file = file
            isAnew = true
            for remark in file.remarks {
                findings.append(
                    Finding(
                        .warning, .announcementPath, path: path, .announcement(remark),
                        remark.error.isTaken ? .none : .leftOut, isKnown: true))
            }
        } catch {
            if isKept(error, previous != nil) { file = previous }
            refuse(.announcementPath, path, error, file == nil ? .environment : .kept)
        }
    }

    fileprivate func loadLogo(_ path: String, keeping previous: Logo?) {
        do throws(FileRefusal) {
            let content = try read(path, Logo.largest)
            if content.isEmpty { throw .empty }
            logo = try Result { () throws(LogoError) in try Logo(content) }
                .mapError { FileRefusal.logo($0) }.get()
            isAnew = true
        } catch {
            if isKept(error, previous != nil) { logo = previous }
            refuse(.logoPath, path, error, logo == nil ? .leftOut : .kept)
        }
    }

    private func read(_ path: String, _ limit: Int) throws(FileRefusal) -> [UInt8] {
        watches.append(FileWatch(path: path))
        do throws(Errno) {
            return try File.read(path, limit: limit)
        } catch {
            throw FileRefusal(error, path, limit: limit)
        }
    }

    /// Whether what there was goes on: not when the file has been taken away.
    private func isKept(_ refusal: FileRefusal, _ hasPrevious: Bool) -> Bool {
        guard refusal.isOfNothing else { return true }
        if hasPrevious { isAnew = true }
        return false
    }

    @inline(never)
    private func refuse(
        _ variable: Variable, _ path: String, _ refusal: FileRefusal, _ effect: Finding.Effect
    ) {
        findings.append(
            Finding(.warning, variable, path: path, refusal, effect, isKnown: effect == .kept))
    }
}
