// What processes give up for good before they read what others send, and whether the system lets them.

internal import CLinux

package enum Confinement {
    package enum Role {
        case master
        /// One that answers ACME challenges reads their files.
        case worker(readsChallenges: Bool)
        case logger
    }

    /// What can't be had, and why.
    package struct Missing: Equatable {
        /// Nil: files and network can be taken away.
        package var landlock: Errno?
        /// Nil: system calls can be filtered.
        package var filter: Errno?

        package init(landlock: Errno? = nil, filter: Errno? = nil) {
            self.landlock = landlock
            self.filter = filter
        }

        /// Nothing is to be tried.
        package static var all: Missing { Missing(landlock: Errno.none, filter: Errno.none) }

        package var isNothing: Bool { landlock == nil && filter == nil }
    }

    /// Tries both in processes of their own: a sandbox round us may end whoever asks.
    @inline(never)
    package static func missing() throws(Errno) -> Missing {
        let worker = Role.worker(readsChallenges: false)
        return Missing(
            landlock: try Process.refusal { () throws(Errno) in try worker.takeFiles([]) },
            filter: try Process.refusal { () throws(Errno) in try worker.takeCalls() })
    }

    /// Takes them from this process, and from all that it will fork.
    /// - Parameters:
    ///   - directories: those beneath which the master may still remove files, a worker read them.
    ///   - missing: what isn't tried.
    /// - Returns: what is missing besides.
    @inline(never)
    package static func enter(
        _ role: Role, directories: [String] = [], without missing: Missing
    ) -> Missing {
        var new = Missing()
        if missing.landlock == nil {
            do throws(Errno) { try role.takeFiles(directories) } catch { new.landlock = error }
        }
        if missing.filter == nil {
            do throws(Errno) { try role.takeCalls() } catch { new.filter = error }
        }
        return new
    }

    /// From now on a call that ends this process leaves its number there.
    package static func noteTrappedCall(in block: CountBlock, at index: Int) {
        block.endAtTrap(noting: index)
    }

    /// What a process that has ended left there: the name of a call, or its number.
    package static func takeTrappedCall(from block: CountBlock, at index: Int) -> String? {
        let number = block[index] - 1
        block[index] = 0
        if number < 0 { return nil }
        return name(number, SystemCalls.refused, SystemCalls.names)
            ?? name(number, SystemCalls.Older.refused, SystemCalls.Older.names) ?? String(number)
    }

    @inline(never)
    static func name(_ number: Int, _ calls: [CInt], _ names: StaticString) -> String? {
        var left = 0
        while left < calls.count, Int(calls[left]) != number { left += 1 }
        if left == calls.count { return nil }
        var name: [UInt8] = []
        for index in 0..<names.utf8CodeUnitCount {
            let byte = unsafe names.utf8Start[index]
            if byte == UInt8(ascii: " ") {
                left -= 1
            } else if left == 0 {
                name.append(byte)
            }
        }
        return String(decoding: name, as: UTF8.self)
    }
}

extension Confinement.Role {
    var isMaster: Bool { if case .master = self { true } else { false } }

    fileprivate func takeFiles(_ directories: [String]) throws(Errno) {
        Self.forbidNewPrivileges()
        switch self {
        case .master:
            // It reads what may come to be anywhere, and removes the paths of its sockets.
            try Landlock.enter(
                keeping: Landlock.readFile | Landlock.readDirectory, Landlock.removeFile,
                beneath: directories, isAlone: false)
        case .worker:
            // A directory that is still to come is looked for until the next generation.
            let isToCome = directories.contains { File.permissions($0)?.isDirectory != true }
            try Landlock.enter(
                keeping: isToCome ? Landlock.readFile : 0, Landlock.readFile, beneath: directories,
                isAlone: true)
        case .logger:
            try Landlock.enter(keeping: 0, 0, beneath: [], isAlone: true)
        }
    }

    fileprivate func takeCalls() throws(Errno) {
        Self.forbidNewPrivileges()
        try CallFilter(self, identifier: getpid()).install()
    }

    /// Asked of whoever isn't privileged; a refusal shows in what needs it.
    private static func forbidNewPrivileges() {
        _ = CLinux_prctl(CInt(CLinux_PR_SET_NO_NEW_PRIVS), 1)
    }
}
