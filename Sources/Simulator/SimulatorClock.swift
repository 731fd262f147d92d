internal import Glibc

/// The two clocks of the machine.
enum SimulatorClock {
    /// Whole seconds since 1970: what tokens and signatures carry.
    static func wallSeconds() -> Int64 { Int64(read(CLOCK_REALTIME).tv_sec) }

    /// Nanoseconds since some moment before the process started; never jumps.
    static func nanoseconds() -> Int64 {
        let time = read(CLOCK_MONOTONIC)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        // clock_gettime(2) fails only for a clock that does not exist.
        _ = unsafe clock_gettime(clock, &time)
        return time
    }
}
