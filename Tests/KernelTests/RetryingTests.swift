// The one loop that calls again after EINTR.

import Glibc
import Testing

@testable import Kernel

struct RetryingTests {
    @Test func `an interrupted call is made again until it answers`() throws {
        var calls = 0
        let value: Int32 = try retrying {
            calls += 1
            if calls < 3 {
                errno = EINTR
                return -1
            }
            return 42
        }
        #expect(value == 42)
        #expect(calls == 3)
    }

    @Test func `any other error is thrown as it is`() {
        #expect(throws: Errno.accessDenied) {
            try retrying { () -> Int32 in
                errno = EACCES
                return -1
            }
        }
    }

    @Test func `an error has the system's words`() {
        #expect(Errno.addressInUse.words == "Address already in use")
    }
}
