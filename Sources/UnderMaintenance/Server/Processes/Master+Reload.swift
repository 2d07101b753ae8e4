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
        var (loaded, kept) = ([String](), [String]())
        var changesAnswers = false
        for (part, name) in parts.each {
            let keptBefore = kept.count
            let isAnew = load(part, name, &loaded, &kept)
            if kept.count > keptBefore { keptParts.insert(part) } else { keptParts.remove(part) }
            if isAnew, Snapshot.Parts.answers.contains(part) { changesAnswers = true }
        }
        if changesAnswers { snapshot.render(configuration) }
        nameHosts()
        if !loaded.isEmpty {
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
        if loaded.isEmpty && kept.isEmpty { return noteFiles(areServed: keptParts.isEmpty) }
        noteReload(hasFailed: !kept.isEmpty)
        if loaded.isEmpty { return }
        if parts.contains(.certificates) { scheduleReminder(from: Clock.monotonicMilliseconds()) }
        var line = LogLine(.info, "reloaded")
        line.add("because", reason)
        line.add("generation", generation)
        line.add("loaded", String.joined(loaded))
        if !kept.isEmpty { line.add("kept", String.joined(kept)) }
        line.write()
    }

    /// Takes the old snapshot up again, which still sees what has changed, and has that looked at
    /// before long.
    private func goBack(_ parts: Snapshot.Parts, _ reason: String, _ error: Errno) {
        let watches = snapshot.watches
        if let previousSnapshot { snapshot = previousSnapshot }
        let known = unstarted?.watches
        if Snapshot.Parts.all.each.contains(where: { known?.of($0.part) != watches.of($0.part) }) {
            var line = LogLine(.error, "reload-failed")
            line.add("reason", "no worker could be started: " + error.words)
            line.add("cure", "allow more processes and memory; it is tried again")
            line.write()
        }
        let attempts = unstarted?.attempts ?? 0
        unstarted = Unstarted(
            parts: parts, reason: reason, watches: watches, attempts: attempts + 1)
        let seconds = configuration.reloadSeconds == 0 ? 10 : configuration.reloadSeconds
        let delay = min(seconds * 1000, 1000 << min(attempts, 10))
        nextLook = Clock.monotonicMilliseconds() + delay
    }

    /// - Parameters:
    ///   - loaded: gets the name of the part if there is anything new to serve.
    ///   - kept: gets what goes on as it was: the whole part, or the files that failed.
    /// - Returns: whether there is anything new to serve.
    private func load(
        _ part: Snapshot.Parts, _ name: String, _ loaded: inout [String], _ kept: inout [String]
    ) -> Bool {
        let loading = snapshot.load(
            part, configuration, tickets: tickets, now: Clock.unixSeconds())
        if loading.isAnew { loaded.append(name) }
        var hasMistakes = false
        let isTold = unstarted?.watches.of(part) == snapshot.watches.of(part)
        for finding in loading.findings {
            let isMistake = finding.severity == .mistake
            if isMistake {
                hasMistakes = true
            } else if finding.effect == .kept {
                kept.append(finding.shownValue ?? name)
            }
            if isTold { continue }
            if isMistake || finding.effect == .kept {
                finding.logFailedReload()
            } else {
                finding.log()
            }
        }
        if hasMistakes { kept.append(name) }
        return loading.isAnew
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
