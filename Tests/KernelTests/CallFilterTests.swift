// The program of the filter, run here on calls as the kernel would.

import CLinux
import Testing

@testable import Kernel

struct CallFilterTests {
    private static let allow: UInt32 = 0x7FFF_0000
    private static let unknown: UInt32 = 0x0005_0000 | UInt32(ENOSYS)
    private static let trap: UInt32 = 0x0003_0000
    private static let end: UInt32 = 0x8000_0000

    /// What classic BPF comes to, of the instructions that are used.
    private func verdict(
        _ program: [UInt8], _ number: UInt32, _ arguments: [UInt64] = [],
        architecture: UInt32 = CLinux_AUDIT_ARCH
    ) -> UInt32 {
        var data = [number, architecture, 0, 0]
        for index in 0..<6 {
            let argument = index < arguments.count ? arguments[index] : 0
            data += [UInt32(truncatingIfNeeded: argument), UInt32(argument >> 32)]
        }
        var (accumulator, place) = (UInt32(0), 0)
        while true {
            let bytes = program[place * 8..<place * 8 + 8].map { UInt32($0) }
            let code = bytes[0] | bytes[1] << 8
            let (yes, no) = (Int(bytes[2]), Int(bytes[3]))
            let value = bytes[4] | bytes[5] << 8 | bytes[6] << 16 | bytes[7] << 24
            place += 1
            let isMet: Bool
            switch code {
            case 0x20:
                accumulator = data[Int(value) / 4]
                continue
            case 0x06: return value
            case 0x15: isMet = accumulator == value
            case 0x35: isMet = accumulator >= value
            case 0x45: isMet = accumulator & value != 0
            default:
                Issue.record("an instruction that isn't used: \(code)")
                return 0
            }
            place += isMet ? yes : no
        }
    }

    private static let roles: [Confinement.Role] = [
        .master, .worker(readsChallenges: false), .worker(readsChallenges: true), .logger,
    ]

    private static func allowed(_ role: Confinement.Role) -> Set<CInt> {
        let serving = SystemCalls.serving + SystemCalls.Older.serving
        let logging = SystemCalls.logging + SystemCalls.Older.logging
        let everybody = SystemCalls.everybody + SystemCalls.Older.everybody
        let mastering = SystemCalls.mastering + SystemCalls.Older.mastering
        return switch role {
        case .master: Set(everybody + serving + SystemCalls.challenges + logging + mastering)
        case .worker(readsChallenges: true): Set(everybody + serving + SystemCalls.challenges)
        case .worker(readsChallenges: false): Set(everybody + serving)
        case .logger: Set(everybody + logging)
        }
    }

    @Test func `each process has the calls of its table, and what no table has is unknown`() {
        for role in Self.roles {
            let program = CallFilter(role, identifier: 7).program
            // BPF_MAXINSNS.
            #expect(program.count / 8 < 4096)
            let allowed = Self.allowed(role)
            let refused = Set(SystemCalls.refused + SystemCalls.Older.refused)
            for number in CInt(0)..<600 {
                let byArgument = [SYS_mmap, SYS_mprotect, SYS_tgkill, SYS_ioctl].contains(number)
                if byArgument && !role.isMaster { continue }
                let expected =
                    if allowed.contains(number)
                        || byArgument && number != SYS_tgkill
                            && number != SYS_ioctl
                    {
                        Self.allow
                    } else {
                        refused.contains(number) && !role.isMaster ? Self.trap : Self.unknown
                    }
                #expect(verdict(program, UInt32(number)) == expected, "\(role) \(number)")
            }
        }
    }

    @Test func `of some calls an argument decides`() {
        for role in Self.roles where !role.isMaster {
            let program = CallFilter(role, identifier: 7).program
            for call in [SYS_mmap, SYS_mprotect].map({ UInt32($0) }) {
                for (protection, expected) in [
                    (0, Self.allow), (1, Self.allow), (3, Self.allow), (4, Self.trap),
                    (5, Self.trap), (7, Self.trap),
                ] {
                    #expect(verdict(program, call, [0, 0, UInt64(protection)]) == expected)
                }
            }
            let tgkill = UInt32(SYS_tgkill)
            #expect(verdict(program, tgkill, [7, 7, 6]) == Self.allow)
            #expect(verdict(program, tgkill, [1 << 32 | 7, 7, 6]) == Self.allow)
            #expect(verdict(program, tgkill, [8, 8, 6]) == Self.trap)
            #expect(verdict(program, tgkill, [UInt64(bitPattern: -1), 8, 6]) == Self.trap)
            let ioctl = UInt32(SYS_ioctl)
            #expect(verdict(program, ioctl, [5, UInt64(CLinux_SIOCOUTQ)]) == Self.allow)
            #expect(verdict(program, ioctl, [5, 0x5412]) == Self.unknown)
        }
    }

    @Test func `another architecture's calls are none`() {
        for role in Self.roles {
            let program = CallFilter(role, identifier: 7).program
            for architecture: UInt32 in [0x4000_0003, 0, 0xC000_00F3, CLinux_AUDIT_ARCH ^ 1] {
                #expect(
                    verdict(program, UInt32(SYS_read), architecture: architecture) == Self.end)
            }
            #if arch(x86_64)
                #expect(verdict(program, 0x4000_0000 | UInt32(SYS_read)) == Self.unknown)
                #expect(verdict(program, .max) == Self.unknown)
            #endif
        }
    }

    @Test func `no call is in a table twice, and none that ends a worker is among its own`() {
        let own = Self.allowed(.worker(readsChallenges: false)).union(Self.allowed(.logger))
        let refused = SystemCalls.refused + SystemCalls.Older.refused
        #expect(Set(refused).count == refused.count)
        #expect(own.isDisjoint(with: refused))
        // What the master's filter refuses a worker can't have.
        for role in Self.roles { #expect(Self.allowed(.master).isSuperset(of: Self.allowed(role))) }
    }

    @Test func `a call that ends a worker is named, another has its number`() throws {
        let block = CountBlock()
        for (number, name) in [
            (SYS_execve, "execve"), (SYS_openat, "openat"), (SYS_mprotect, "mprotect"),
            (SYS_connect, "connect"), (999, "999"),
        ] {
            block[7] = Int(number) + 1
            #expect(Confinement.takeTrappedCall(from: block, at: 7) == name)
            #expect(Confinement.takeTrappedCall(from: block, at: 7) == nil)
        }
        #if arch(x86_64)
            block[7] = Int(SYS_mkdir) + 1
            #expect(Confinement.takeTrappedCall(from: block, at: 7) == "mkdir")
        #endif
    }
}
