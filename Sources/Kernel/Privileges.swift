// What a worker gives up before it reads its first byte from the network.

internal import CLinux

package enum Privileges {
    /// Which step the system refused.
    package enum Step { case groups, group, user, capabilities, noNewPrivileges }

    /// One refused step and why.
    package struct Refusal {
        package let step: Step
        package let error: Errno

        /// Whether this process is root still.
        package var keepsIdentity: Bool {
            switch step {
            case .groups, .group, .user: true
            case .capabilities, .noNewPrivileges: false
            }
        }
    }

    /// Becomes the user, without supplementary groups or capabilities, for good: setgroups(2),
    /// setresgid(2), setresuid(2), capset(2), prctl(2) PR_SET_NO_NEW_PRIVS. All steps are taken even if one is refused.
    /// - Returns: the first refusal.
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

    /// Tries in a process of its own whether root may become the user.
    /// - Returns: why not.
    package static func refusal(ofBecoming user: UInt32, group: UInt32) throws(Errno) -> Errno? {
        guard geteuid() == 0 else { return nil }
        return try Process.refusal { () throws(Errno) in
            if let refusal = drop(user: user, group: group), refusal.keepsIdentity {
                throw refusal.error
            }
        }
    }
}
