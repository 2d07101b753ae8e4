// A filter of system calls, put together instruction by instruction: seccomp(2), in classic BPF.

internal import CLinux

/// Numbers are compared one after the other: of calls that are allowed whatever their arguments, the
/// kernel keeps a bitmap (5.11 and later) and asks the filter nothing.
struct CallFilter {
    /// Of struct sock_filter, eight bytes each: operation, jumps, and the number it is about.
    private(set) var program: [UInt8] = []

    /// What the kernel does with a call: SECCOMP_RET_ALLOW, _ERRNO, _TRAP, _KILL_PROCESS.
    private enum Verdict: UInt32 {
        case allow = 0x7FFF_0000
        /// ENOSYS, as a kernel that doesn't know it.
        case unknown = 0x0005_0026
        /// SIGSYS, which ends the process, by its handler if there is one.
        case trap = 0x0003_0000
        case end = 0x8000_0000
    }

    private enum Code: UInt16 {
        /// BPF_LD | BPF_W | BPF_ABS
        case load = 0x20
        /// BPF_JMP | BPF_K with BPF_JEQ, BPF_JGE, BPF_JSET
        case isEqual = 0x15
        case isAtLeast = 0x35
        case hasBits = 0x45
        /// BPF_RET | BPF_K
        case end = 0x06
    }

    /// Offsets in struct seccomp_data; of an argument the lower half.
    private static let number: UInt32 = 0
    private static let architecture: UInt32 = 4
    private static let arguments: UInt32 = 16

    /// - Parameter identifier: of the process, which may signal itself.
    init(_ role: Confinement.Role, identifier: CInt) {
        add(.load, Self.architecture)
        // Numbers mean other calls to whoever calls as another architecture does.
        add(.isEqual, CLinux_AUDIT_ARCH, skipped: 1, else: 0)
        end(.end)
        add(.load, Self.number)
        #if arch(x86_64)
            // x32 is the same architecture with this bit.
            add(.isAtLeast, 0x4000_0000, skipped: 0, else: 1)
            end(.unknown)
        #endif
        switch role {
        case .master:
            decide(SystemCalls.serving, SystemCalls.Older.serving, .allow)
            decide(SystemCalls.challenges, [], .allow)
            decide(SystemCalls.logging, SystemCalls.Older.logging, .allow)
            decide(SystemCalls.mastering, SystemCalls.Older.mastering, .allow)
        case .worker(let readsChallenges):
            decide(SystemCalls.serving, SystemCalls.Older.serving, .allow)
            if readsChallenges { decide(SystemCalls.challenges, [], .allow) }
        case .logger: decide(SystemCalls.logging, SystemCalls.Older.logging, .allow)
        }
        decide(SystemCalls.everybody, SystemCalls.Older.everybody, .allow)
        if !role.isMaster {
            for call in [SYS_mmap, SYS_mprotect] {
                decide(call, argument: 2, .hasBits, UInt32(PROT_EXEC), .trap, else: .allow)
            }
            decide(
                SYS_tgkill, argument: 0, .isEqual, UInt32(bitPattern: identifier), .allow,
                else: .trap)
            decide(SYS_ioctl, argument: 1, .isEqual, CLinux_SIOCOUTQ, .allow, else: .unknown)
            decide(SystemCalls.refused, SystemCalls.Older.refused, .trap)
        }
        end(.unknown)
    }

    @inline(never)
    private mutating func decide(_ calls: [CInt], _ older: [CInt], _ verdict: Verdict) {
        for call in calls { decide(call, verdict) }
        for call in older { decide(call, verdict) }
    }

    @inline(never)
    private mutating func decide(_ call: CInt, _ verdict: Verdict) {
        add(.isEqual, UInt32(bitPattern: call), skipped: 0, else: 1)
        end(verdict)
    }

    /// By an argument, whose upper half the kernel doesn't look at either.
    @inline(never)
    private mutating func decide(
        _ call: CInt, argument index: UInt32, _ test: Code, _ value: UInt32, _ verdict: Verdict,
        else other: Verdict
    ) {
        add(.isEqual, UInt32(bitPattern: call), skipped: 0, else: 4)
        add(.load, Self.arguments + 8 * index)
        add(test, value, skipped: 0, else: 1)
        end(verdict)
        end(other)
    }

    private mutating func end(_ verdict: Verdict) { add(.end, verdict.rawValue) }

    @inline(never)
    private mutating func add(
        _ code: Code, _ value: UInt32, skipped yes: UInt8 = 0, else no: UInt8 = 0
    ) {
        var bytes =
            UInt64(value) << 32 | UInt64(no) << 24 | UInt64(yes) << 16 | UInt64(code.rawValue)
        for _ in 0..<8 {
            program.append(UInt8(truncatingIfNeeded: bytes))
            bytes >>= 8
        }
    }

    /// SECCOMP_FILTER_FLAG_SPEC_ALLOW
    private static let allowsSpeculation: UInt32 = 4

    /// Puts it in force, for good: no_new_privs is set, or we are privileged.
    func install() throws(Errno) {
        do throws(Errno) {
            // Kernels before 5.16 otherwise slow down whatever has a filter, lest code of others look
            // at its own process' memory through the processor. There is none.
            try install(flags: Self.allowsSpeculation)
        } catch {
            guard error == .invalidArgument else { throw error }
            try install(flags: 0)
        }
    }

    private func install(flags: UInt32) throws(Errno) {
        _ = try retrying {
            unsafe program.withUnsafeBytes {
                unsafe CLinux_set_filter($0.baseAddress, UInt16($0.count / 8), flags)
            }
        }
    }
}
