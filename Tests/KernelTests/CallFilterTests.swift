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
        _ program: [sock_filter], _ number: UInt32, _ arguments: [UInt64] = [],
        architecture: UInt32 = CLinux_AUDIT_ARCH
    ) -> UInt32 {
        var data = [number, architecture, 0, 0]
        for index in 0..<6 {
            let argument = index < arguments.count ? arguments[index] : 0
            data += [UInt32(truncatingIfNeeded: argument), UInt32(argument >> 32)]
        }
        var (accumulator, place) = (UInt32(0), 0)
        while true {
            let instruction = program[place]
            place += 1
            let isMet: Bool
            switch instruction.code {
            case 0x20:
                accumulator = data[Int(instruction.k) / 4]
                continue
            case 0x06: return instruction.k
            case 0x15: isMet = accumulator == instruction.k
            case 0x35: isMet = accumulator >= instruction.k
            case 0x45: isMet = accumulator & instruction.k != 0
            default:
                Issue.record("an instruction that isn't used: \(instruction.code)")
                return 0
            }
            place += Int(isMet ? instruction.jt : instruction.jf)
        }
    }

    private static let roles: [Confinement.Role] = [
        .master, .worker(readsChallenges: false), .worker(readsChallenges: true), .logger,
    ]

    @Test func `each process has the calls of its table, and what no table has is unknown`() {
        for role in Self.roles {
            let program = CallFilter(role, identifier: 7).program
            // BPF_MAXINSNS.
            #expect(program.count < 4096)
            let allowed = Set(role.calls.joined())
            let refused = Set(SystemCalls.refused.map { $0.number })
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
        let own = SystemCalls.everybody + SystemCalls.serving
        #expect(Set(own).count == own.count)
        let refused = SystemCalls.refused.map { $0.number }
        #expect(Set(refused).count == refused.count)
        #expect(Set(own + SystemCalls.logging).isDisjoint(with: refused))
    }
}
