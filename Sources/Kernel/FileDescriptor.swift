// An open descriptor and who closes it.

internal import CLinux

@usableFromInline
func closeDescriptor(_ rawValue: CInt) {
    // Never retried: on Linux a close that EINTR interrupts has closed the descriptor too.
    _ = close(rawValue)
}

/// An open descriptor. Whoever holds the value closes it, once: close(2).
///
/// Public, frozen and inlinable because Embedded Swift can't run another module's hidden `deinit`.
@frozen
public struct FileDescriptor: ~Copyable {
    /// To be looked at, never to be stored elsewhere.
    @usableFromInline
    package private(set) var rawValue: CInt

    /// Takes the descriptor.
    @inlinable
    public init(owning rawValue: CInt) { self.rawValue = rawValue }

    @inlinable
    deinit { if rawValue >= 0 { closeDescriptor(rawValue) } }

    /// A second descriptor of the same open file: dup(2). It would outlive an exec, which nothing of
    /// ours does.
    package borrowing func duplicate() throws(Errno) -> FileDescriptor {
        let raw = rawValue
        return FileDescriptor(owning: try retrying { dup(raw) })
    }

    /// A directory to open things from: open(2), O_PATH. Nothing of it can be read with that.
    static func directory(_ path: String) throws(Errno) -> FileDescriptor {
        let flags = CLinux_O_PATH | CLinux_O_DIRECTORY | O_CLOEXEC
        return FileDescriptor(
            owning: try retrying { unsafe path.withSystemText { unsafe CLinux_open($0, flags) } })
    }
}
