// Whether a file has changed since it was last looked at.

import Kernel

/// Looks through symbolic links, so that a swapped link counts as a change.
struct FileWatch {
    let path: String
    private var seen: File.Stamp?

    init(path: String) {
        self.path = path
        seen = File.stamp(path)
    }

    /// Whether there was anything when it was last looked at.
    var isThere: Bool { seen != nil }

    /// Whether it has changed since the last call, or since the start.
    mutating func hasChanged() -> Bool {
        let stamp = File.stamp(path)
        defer { seen = stamp }
        return stamp != seen
    }
}
