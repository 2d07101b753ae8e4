// Reloading: a fresh snapshot, fresh workers, and only then the old ones are let go.

import Kernel
import TLS

extension Master {
    /// Which parts of the snapshot are loaded again.
    struct Parts: OptionSet {
        let rawValue: Int

        static let pages = Parts(rawValue: 1)
        static let certificates = Parts(rawValue: 2)
        static let all: Parts = [.pages, .certificates]
    }

    /// Reloads what has changed since the last look.
    func lookAtFiles() {
        var changed: Parts = []
        for index in pageWatches.indices
        where pageWatches[index].hasChanged() { changed.insert(.pages) }
        for index in certificateWatches.indices
        where certificateWatches[index].hasChanged() { changed.insert(.certificates) }
        if !changed.isEmpty { reload(changed, because: "file changed") }
    }

    /// Loads parts anew. Where that fails, or no worker can be started, the old goes on.
    func reload(_ parts: Parts, because reason: String) {
        guard stopEnds == nil else { return }
        previousSnapshot = snapshot
        defer {
            previousSnapshot = nil
            Memory.trim()
        }
        var isLoaded = false
        if parts.contains(.pages) { isLoaded = loadPages() }
        if parts.contains(.certificates), loadCertificates() { isLoaded = true }
        guard isLoaded else { return }
        do throws(Errno) {
            try startGeneration()
        } catch {
            if let previousSnapshot { snapshot = previousSnapshot }
            return logFailure(error.words, path: "")
        }
        var line = LogLine(.info, "reloaded")
        line.add("because", reason)
        line.add("generation", generation)
        line.write()
    }

    private func loadPages() -> Bool {
        snapshot.loadPages(configuration)
        pageWatches = snapshot.pages.watches
        for refusal in snapshot.pages.refusals {
            if refusal.isKept {
                logFailure(refusal.reason, path: refusal.path)
            } else {
                refusal.finding.log()
            }
        }
        return snapshot.pages.isAnew
    }

    private func loadCertificates() -> Bool {
        guard configuration.tls != nil else { return false }
        let findings = snapshot.loadCertificates(
            configuration, tickets: tickets, now: Clock.unixSeconds())
        certificateWatches = snapshot.certificateWatches
        let mistakes = findings.filter { $0.severity == .mistake }
        for finding in findings where finding.severity == .warning { finding.log() }
        for mistake in mistakes { logFailure(mistake.reason, path: mistake.value) }
        return mistakes.isEmpty
    }

    /// - Throws: when not one worker could be started; nothing has changed then.
    private func startGeneration() throws(Errno) {
        let retired = children
        generation += 1
        do throws(Errno) {
            try startWorker(isFirst: true)
        } catch {
            generation -= 1
            throw error
        }
        restarts = []
        // What can't be started now is started like a worker that died.
        while children.count - retired.count + restarts.count < workerCount {
            do throws(Errno) {
                try startWorker(isFirst: false)
            } catch {
                restarts.append(Clock.monotonicMilliseconds() + ServerLimits.acceptPause)
            }
        }
        for child in retired { Process.send(.retire, to: child.identifier) }
    }

    private func logFailure(_ reason: String, path: String) {
        var line = LogLine(.error, "reload-failed")
        line.add("path", path)
        line.add("reason", reason)
        line.add("effect", "what was loaded before goes on being served")
        line.write()
    }

    func scheduleReminder(from now: Int) {
        nextReminder = configuration.tls == nil ? nil : now + ServerLimits.reminder
    }

    /// Names the certificates that have expired or are about to, once a day.
    func remind(_ now: Int) {
        scheduleReminder(from: now)
        guard let tls = configuration.tls, let store = snapshot.certificates else { return }
        let findings = CertificateFiles.expiryFindings(
            store.certificates, of: tls, now: Clock.unixSeconds())
        for finding in findings { finding.log() }
    }
}
