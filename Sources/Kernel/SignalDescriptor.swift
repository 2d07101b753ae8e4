// Signals as bytes to be read: nothing runs inside a signal handler.

internal import CLinux

/// The signals this program knows.
package enum Signal: CInt {
    case hangUp = 1
    case interrupt = 2
    case quit = 3
    case kill = 9
    case user1 = 10
    case user2 = 12
    case terminate = 15
    case child = 17
    /// To a logger whose master has ended. Nobody else sends this one, SIGVTALRM.
    case abandoned = 26
    /// SIGSYS: a call that the filter doesn't let through.
    case wrongCall = 31
    /// From the master: take no more connections, answer those there are, go; the second time, go
    /// at once. The first real-time signal that the C library leaves to us: two of them stay two.
    case retire = 34
}

/// Blocked signals, readable through epoll: signalfd(2).
package final class SignalDescriptor {
    package let descriptor: FileDescriptor

    /// Blocks the signals for this process and whatever it forks.
    package init(_ signals: [Signal]) throws(Errno) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal.rawValue) }
        // Replaces the mask: a parent may have left anything blocked.
        _ = try retrying { unsafe sigprocmask(SIG_SETMASK, &set, nil) }
        let flags = CLinux_SFD_NONBLOCK | CLinux_SFD_CLOEXEC
        descriptor = FileDescriptor(owning: try retrying { unsafe signalfd(-1, &set, flags) })
        CLinux_ignore(SIGPIPE)
    }

    /// The next signal that has come, nil when there is none (or one not in the list above).
    package func next() -> Signal? {
        var information = signalfd_siginfo()
        let raw = descriptor.rawValue
        let size = MemoryLayout<signalfd_siginfo>.size
        let count = unsafe read(raw, &information, size)
        return count == size ? Signal(rawValue: CInt(information.ssi_signo)) : nil
    }
}
