// Writing without waiting for the reader.

import Glibc
import Testing

@testable import Kernel

struct OutputTests {
    @Test func `a pipe that is full takes nothing and nobody waits`() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        #expect(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 4096)
        var taken = 0
        var last = 1
        for _ in 0..<100 where last > 0 {
            last = Output.writeNow(bytes.span, to: ends[1])
            taken += last
        }
        #expect(last == 0)
        var held: Int32 = 0
        #expect(ioctl(ends[0], UInt(FIONREAD), &held) == 0)
        #expect(held == taken)
        #expect(taken >= 4096)
        #expect(taken % 4096 == 0)
        close(ends[0])
        close(ends[1])
    }

    @Test func `a file takes everything`() {
        var template = Array("/tmp/under-maintenance-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        #expect(Output.writeNow(([1, 2, 3] as [UInt8]).span, to: file) == 3)
        close(file)
        unlink(template)
    }

    @Test func `a reader that is gone takes nothing`() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        signal(SIGPIPE, SIG_IGN)
        close(ends[0])
        #expect(Output.writeNow(([1] as [UInt8]).span, to: ends[1]) == 0)
        close(ends[1])
    }
}
