// Reloading: a fresh snapshot, fresh workers, and only then the old ones are let go.

import Kernel

extension Master {
    /// Loads anew. If that fails, or no worker can be started, the old generation goes on.
    func reload(because reason: String) {
        guard stopEnds == nil else { return }
        let old = snapshot
        do throws(Snapshot.Refusal) {
            snapshot = try Snapshot.load(configuration)
        } catch {
            return logFailure(error.reason, path: error.path)
        }
        if snapshot.pagePath == nil, let path = old.pagePath {
            snapshot = old
            return logFailure("the file is gone", path: path)
        }
        do throws(Errno) {
            try startGeneration()
        } catch {
            snapshot = old
            return logFailure(error.words, path: watch.path)
        }
        var line = LogLine(.info, "reloaded")
        line.add("because", reason)
        line.add("generation", generation)
        line.write()
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
}
