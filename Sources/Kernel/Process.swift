// This process: its children, its limits, its heap.

internal import CLinux

/// How a child ended.
package struct ChildEnd {
    package let identifier: Int32
    /// The exit status, or nil after a signal.
    package let exitStatus: Int32?
    /// The signal that ended it, 0 if none did.
    package let signal: Int32
    /// Hundredths of seconds of processor time that it took.
    package let hundredths: Int
}

package enum Process {
    package static var identifier: Int32 { getpid() }
    package static var parentIdentifier: Int32 { getppid() }
    package static var userIdentifier: UInt32 { geteuid() }
    package static var groupIdentifier: UInt32 { getegid() }

    /// Makes sure that descriptors 0 to 2 are taken, so that no socket becomes one and is logged
    /// into, and that a reader of logs who has gone ends nothing: SIGPIPE of pipe(7).
    package static func secureStandardStreams() {
        CLinux_ignore(SIGPIPE)
        // Each takes the lowest free number. Where there is no /dev/null, a path that can't be
        // written to does as well.
        while true {
            var raw = unsafe CLinux_open("/dev/null", O_RDWR)
            if raw == -1 { raw = unsafe CLinux_open("/", CLinux_O_PATH) }
            if raw > 2 { _ = close(raw) }
            if raw == -1 || raw > 2 { return }
        }
    }

    /// fork(2): 0 in the child.
    package static func fork() throws(Errno) -> Int32 { try retrying { CLinux.fork() } }

    /// Tries something in a process of its own.
    /// - Returns: why it is refused; ENOSYS if that ends the process.
    static func refusal(of attempt: () throws(Errno) -> Void) throws(Errno) -> Errno? {
        let child = try fork()
        if child == 0 {
            do throws(Errno) {
                try attempt()
                exit(0)
            } catch {
                exit(error.rawValue)
            }
        }
        var status: CInt = 0
        _ = try retrying { unsafe waitpid(child, &status, 0) }
        guard CLinux_WIFEXITED(status) != 0 else { return .notImplemented }
        let code = CLinux_WEXITSTATUS(status)
        return code == 0 ? nil : Errno(rawValue: code)
    }

    /// exit(3): never comes back.
    package static func exit(_ status: Int32) -> Never { CLinux.exit(status) }

    /// kill(2); a process that is gone already is no error.
    package static func send(_ signal: Signal, to identifier: Int32) {
        _ = kill(identifier, signal.rawValue)
    }

    /// The next child that has ended, nil when none has: wait4(2), WNOHANG.
    package static func nextEndedChild() -> ChildEnd? {
        var status: CInt = 0
        var usage = rusage()
        let child = try? retrying { unsafe wait4(-1, &status, WNOHANG, &usage) }
        guard let child, child > 0 else { return nil }
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        let exited = CLinux_WIFEXITED(status) != 0
        return ChildEnd(
            identifier: child,
            exitStatus: exited ? CLinux_WEXITSTATUS(status) : nil,
            signal: exited ? 0 : CLinux_WTERMSIG(status),
            hundredths: Int(seconds) * 100 + Int(microseconds) / 10_000)
    }

    /// From now on neither a core file nor another process of the same user shows what is in the memory:
    /// setrlimit(2), RLIMIT_CORE; prctl(2), PR_SET_DUMPABLE. Children inherit both, but a change of
    /// identity may forget the second.
    package static func closeMemory() {
        _ = CLinux_setrlimit_core_none()
        _ = CLinux_prctl(CInt(CLinux_PR_SET_DUMPABLE), 0)
    }

    /// Ends this process by SIGTERM when its parent has ended: prctl(2), PR_SET_PDEATHSIG.
    /// Asked for after every change of identity, which forgets it.
    package static func endWithParent(_ parent: Int32) {
        _ = CLinux_prctl(CInt(CLinux_PR_SET_PDEATHSIG), UInt(Signal.terminate.rawValue))
        // The parent may have ended before the call.
        if getppid() != parent { send(.terminate, to: identifier) }
    }

    /// Ends this process some seconds after its parent has ended, even if it waits for something
    /// meanwhile: prctl(2), PR_SET_PDEATHSIG; alarm(2). Asked for like the other.
    package static func end(secondsAfterParent seconds: UInt32, _ parent: Int32) {
        CLinux_alarm_on(Signal.abandoned.rawValue, seconds)
        _ = CLinux_prctl(CInt(CLinux_PR_SET_PDEATHSIG), UInt(Signal.abandoned.rawValue))
        if getppid() != parent { send(.abandoned, to: identifier) }
    }

    /// SIG_IGN of signal(7).
    package static func ignore(_ signals: [Signal]) {
        for signal in signals { CLinux_ignore(signal.rawValue) }
    }

    /// What ps(1) shows: prctl(2), PR_SET_NAME.
    package static func setName(_ name: StaticString) {
        let address = unsafe UInt(bitPattern: name.utf8Start)
        _ = CLinux_prctl(CInt(CLinux_PR_SET_NAME), address)
    }

    /// Does nothing for so long: poll(2) of nothing.
    package static func pause(milliseconds: Int) {
        _ = poll(nil, 0, CInt(clamping: milliseconds))
    }

    /// Raises the limit of open descriptors as far as it goes: getrlimit(2), RLIMIT_NOFILE.
    /// - Returns: the limit in force.
    package static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        guard unsafe CLinux_getrlimit_nofile(&limit) == 0 else { return 1024 }
        let soft = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        let raised = unsafe CLinux_setrlimit_nofile(&limit) == 0
        return Int(clamping: raised ? limit.rlim_max : soft)
    }

    /// Bytes of address space that a process may have: getrlimit(2), RLIMIT_AS. Nil: any number.
    package static var addressSpaceLimit: Int? {
        var limit = rlimit()
        guard unsafe CLinux_getrlimit_as(&limit) == 0, limit.rlim_cur != CLinux_RLIM_INFINITY else {
            return nil
        }
        return Int(clamping: limit.rlim_cur)
    }

    /// sysconf(3), _SC_PAGESIZE.
    package static var pageBytes: Int { sysconf(CInt(_SC_PAGESIZE)) }

    /// Processors this process may run on: sched_getaffinity(2); at least 1.
    package static var usableProcessors: Int { max(1, Int(CLinux_affinity_count())) }
}

package enum Memory {
    /// Keeps large allocations out of the heap, so that each goes back to the system when it is
    /// freed: mallopt(3), M_MMAP_THRESHOLD, which the C library would raise with every page that a
    /// reload lets go of.
    package static func keepLargeAllocationsApart() {
        mallopt(M_MMAP_THRESHOLD, CInt(apartBytes))
    }

    /// Bytes that make an allocation a large one.
    package static let apartBytes = 128 * 1024

    /// Gives free pages of the heap back to the system: malloc_trim(3).
    package static func trim() { malloc_trim(0) }
}
