// The reason a system call failed, and the one loop that calls again after EINTR.

internal import CLinux

/// errno(3) of one failed call.
package struct Errno: Error, Equatable {
    package let rawValue: CInt

    package init(rawValue: CInt) { self.rawValue = rawValue }

    /// What the call just made left behind; read before anything else happens.
    static var last: Errno { Errno(rawValue: CLinux_errno()) }

    /// What no call leaves behind.
    package static let none = Errno(rawValue: 0)
    package static let notPermitted = Errno(rawValue: EPERM)
    package static let noEntry = Errno(rawValue: ENOENT)
    package static let interrupted = Errno(rawValue: EINTR)
    package static let wouldBlock = Errno(rawValue: EAGAIN)
    package static let outOfMemory = Errno(rawValue: ENOMEM)
    package static let accessDenied = Errno(rawValue: EACCES)
    package static let badAddress = Errno(rawValue: EFAULT)
    package static let invalidArgument = Errno(rawValue: EINVAL)
    package static let tableFull = Errno(rawValue: ENFILE)
    package static let tooManyOpen = Errno(rawValue: EMFILE)
    package static let fileTooLarge = Errno(rawValue: EFBIG)
    package static let notDirectory = Errno(rawValue: ENOTDIR)
    package static let isDirectory = Errno(rawValue: EISDIR)
    package static let brokenPipe = Errno(rawValue: EPIPE)
    package static let notImplemented = Errno(rawValue: ENOSYS)
    package static let loop = Errno(rawValue: ELOOP)
    package static let crossesDevice = Errno(rawValue: EXDEV)
    package static let nameTooLong = Errno(rawValue: ENAMETOOLONG)
    package static let familyNotSupported = Errno(rawValue: EAFNOSUPPORT)
    package static let addressInUse = Errno(rawValue: EADDRINUSE)
    package static let addressNotAvailable = Errno(rawValue: EADDRNOTAVAIL)
    package static let noBuffers = Errno(rawValue: ENOBUFS)
    package static let connectionAborted = Errno(rawValue: ECONNABORTED)
    package static let connectionRefused = Errno(rawValue: ECONNREFUSED)
    package static let inProgress = Errno(rawValue: EINPROGRESS)

    /// strerror(3)'s words.
    package var words: String {
        guard let text = unsafe strerror(rawValue) else { return "error" }
        return unsafe String(cString: text)
    }
}

/// Calls again while a signal interrupts the call; errno is read before anything else can set it.
@inline(__always)
func retrying<Value: FixedWidthInteger>(_ call: () -> Value) throws(Errno) -> Value {
    while true {
        let value = call()
        if value != -1 { return value }
        let error = Errno.last
        if error != .interrupted { throw error }
    }
}
