// What is said of layers of confinement that can't be had.

import Kernel

extension Configuration {
    func missingConfinement() throws(Errno) -> Confinement.Missing {
        isConfined ? try Confinement.missing() : .all
    }
}

extension Confinement.Missing {
    /// One line, if any is missing: the service goes on without.
    @inline(never)
    func log() {
        if isNothing { return }
        var line = LogLine(.info, "confinement-reduced")
        if let filter { line.add("seccomp", Self.words(filter)) }
        if let landlock { line.add("landlock", Self.words(landlock)) }
        line.write()
    }

    static func words(_ refusal: Errno) -> String { refusal == .none ? "off" : refusal.words }
}
