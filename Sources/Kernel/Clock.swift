// The two clocks, read from the vDSO without entering the kernel.

internal import CLinux

package enum Clock {
    /// Milliseconds since some moment in the past; never goes back. Coarse: at most 10 ms behind.
    /// clock_gettime(2), CLOCK_MONOTONIC_COARSE.
    package static func monotonicMilliseconds() -> Int {
        let time = read(CLOCK_MONOTONIC_COARSE)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    /// The same to the microsecond, not behind, for those who compare it with their own:
    /// clock_gettime(2), CLOCK_MONOTONIC.
    static func monotonicMicroseconds() -> Int {
        let time = read(CLOCK_MONOTONIC)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
    }

    /// Seconds since 1970 in UTC: clock_gettime(2), CLOCK_REALTIME_COARSE.
    package static func unixSeconds() -> Int { read(CLOCK_REALTIME_COARSE).tv_sec }

    private static func read(_ clock: CInt) -> timespec {
        var time = timespec()
        // Fails only for a clock that doesn't exist.
        _ = unsafe clock_gettime(clock, &time)
        return time
    }
}
