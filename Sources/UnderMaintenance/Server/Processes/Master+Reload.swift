// Reloading: a fresh snapshot, fresh workers, and only then the old ones are let go.

import Kernel
import TLS

extension Master {
    /// A reload that came to nothing because no worker could be started; it is tried again.
    struct Unstarted {
        let parts: Snapshot.Parts
        let reason: String
        /// What had been loaded: the same files are not complained about a second time.
        let watches: Snapshot.Watches
        let attempts: Int
    }

    /// Reloads what has changed since it was loaded.
    func lookAtFiles() {
        let parts = snapshot.changedParts.union(unstarted?.parts ?? [])
        if !parts.isEmpty { reload(parts, because: unstarted?.reason ?? "file changed") }
    }

    /// Loads parts anew. Where that fails, or no worker can be started, the old goes on.
    func reload(_ parts: Snapshot.Parts, because reason: String) {
        guard stopEnds == nil else { return }
        if isDraining { return postpone(parts, reason) }
        previousSnapshot = snapshot
        defer {
            previousSnapshot = nil
            Memory.trim()
        }
        var isLoaded = false
        var hasFailed = false
        if parts.contains(.pages) {
            isLoaded = loadPages()
            hasFailed = !isLoaded
        }
        if parts.contains(.certificates), configuration.tls != nil {
            if loadCertificates() { isLoaded = true } else { hasFailed = true }
        }
        nameHosts()
        if isLoaded {
            do throws(Errno) {
                try startGeneration()
            } catch {
                noteReload(hasFailed: true)
                return goBack(parts, reason, error)
            }
        }
        if unstarted != nil {
            unstarted = nil
            scheduleLook(from: Clock.monotonicMilliseconds())
        }
        guard isLoaded || hasFailed else { return }
        noteReload(hasFailed: hasFailed)
        guard isLoaded else { return }
        if parts.contains(.certificates) { scheduleReminder(from: Clock.monotonicMilliseconds()) }
        var line = LogLine(.info, "reloaded")
        line.add("because", reason)
        line.add("generation", generation)
        line.write()
    }

    /// Takes the old snapshot up again, which still sees what has changed, and has that looked at
    /// before long.
    private func goBack(_ parts: Snapshot.Parts, _ reason: String, _ error: Errno) {
        let watches = snapshot.watches
        if let previousSnapshot { snapshot = previousSnapshot }
        let known = unstarted?.watches
        if known?.pages != watches.pages || known?.certificates != watches.certificates {
            logFailure(error.words + "; it is tried again", path: "")
        }
        let attempts = unstarted?.attempts ?? 0
        unstarted = Unstarted(
            parts: parts, reason: reason, watches: watches, attempts: attempts + 1)
        let seconds = configuration.reloadSeconds == 0 ? 10 : configuration.reloadSeconds
        let delay = min(seconds * 1000, 1000 << min(attempts, 10))
        nextLook = Clock.monotonicMilliseconds() + delay
    }

    private func loadPages() -> Bool {
        snapshot.loadPages(configuration)
        if unstarted?.watches.pages == snapshot.watches.pages { return snapshot.pages.isAnew }
        for finding in snapshot.pages.findings {
            if finding.effect == .kept {
                logFailure(finding.reason, path: finding.value)
            } else {
                finding.log()
            }
        }
        return snapshot.pages.isAnew
    }

    private func loadCertificates() -> Bool {
        guard configuration.tls != nil else { return false }
        let findings = snapshot.loadCertificates(
            configuration, tickets: tickets, now: Clock.unixSeconds())
        let mistakes = findings.filter { $0.severity == .mistake }
        if unstarted?.watches.certificates == snapshot.watches.certificates {
            return mistakes.isEmpty
        }
        for finding in findings where finding.severity == .warning { finding.log() }
        for mistake in mistakes { logFailure(mistake.reason, path: mistake.value) }
        return mistakes.isEmpty
    }

    private func logFailure(_ reason: String, path: String) {
        var line = LogLine(.error, "reload-failed")
        line.add("path", path)
        line.add("reason", reason)
        line.add("effect", "what was loaded before goes on being served")
        line.write()
    }

    /// In a day, or when a certificate begins or ceases to be valid.
    func scheduleReminder(from now: Int) {
        nextReminder = nil
        guard let store = snapshot.certificates else { return }
        let unixTime = Clock.unixSeconds()
        let change = store.nextChange(after: unixTime).map { ($0 - unixTime) * 1000 }
        nextReminder = now + min(ServerLimits.reminder, change ?? .max)
    }

    /// Names the certificates that have expired or are about to, once a day; chooses anew among them
    /// when another works now.
    func remind(_ now: Int) {
        defer { scheduleReminder(from: now) }
        guard let tls = configuration.tls, let store = snapshot.certificates else { return }
        if store.isOutdated(at: Clock.unixSeconds()) {
            return reload(.certificates, because: "a certificate's time")
        }
        let findings = CertificateFiles.validityFindings(
            store.used, of: tls, now: Clock.unixSeconds())
        for finding in findings { finding.log() }
    }
}
