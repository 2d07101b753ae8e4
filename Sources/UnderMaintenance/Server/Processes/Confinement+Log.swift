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
        let isAsked = filter == Errno.none && landlock == Errno.none
        var line = LogLine(isAsked ? .warning : .info, "confinement-reduced")
        if let filter { line.add("seccomp", Self.words(filter)) }
        if let landlock { line.add("landlock", Self.words(landlock)) }
        if isAsked { line.add("variable", Variable.confinement.name) }
        line.write()
    }

    static func words(_ refusal: Errno) -> String { refusal == .none ? "off" : refusal.words }
}
