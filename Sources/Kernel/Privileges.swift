// What a worker gives up before it reads its first byte from the network.

internal import CLinux

package enum Privileges {
    /// Which step the system refused.
    package enum Step { case groups, group, user, capabilities, noNewPrivileges }

    /// One refused step and why.
    package struct Refusal {
        package let step: Step
        package let error: Errno
    }

    /// Becomes the user, without supplementary groups or capabilities, for good: setgroups(2),
    /// setresgid(2), setresuid(2), capset(2), prctl(2) PR_SET_NO_NEW_PRIVS. All steps are taken even if one is refused.
    /// - Returns: the first refusal; a container without CAP_SETUID refuses, and holds little to lose.
    package static func drop(user: UInt32, group: UInt32) -> Refusal? {
        var refusal: Refusal?
        func take(_ step: Step, _ call: () -> CInt) {
            do throws(Errno) {
                _ = try retrying(call)
            } catch {
                if refusal == nil { refusal = Refusal(step: step, error: error) }
            }
        }
        if geteuid() == 0 {
            take(.groups) { CLinux_setgroups_none() }
            take(.group) { CLinux_setresgid(group) }
            take(.user) { CLinux_setresuid(user) }
        }
        take(.capabilities) { CLinux_capset_none() }
        take(.noNewPrivileges) { CLinux_prctl(CInt(CLinux_PR_SET_NO_NEW_PRIVS), 1) }
        return refusal
    }
}
