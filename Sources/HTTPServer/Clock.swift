import Glibc

/// The two clocks of the kernel, read without a system call (vDSO).
enum Clock {
    /// Nanoseconds that never jump.
    static func monotonic() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Seconds since 1970, for the Date of answers.
    static func secondsSince1970() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return max(0, time.tv_sec)
    }
}

extension Duration {
    /// Whole nanoseconds, at most about 146 years, so that sums of two still fit.
    var clampedNanoseconds: Int64 {
        let limit = Int64.max / 2
        let (seconds, attoseconds) = components
        guard abs(seconds) < limit / 1_000_000_000 else { return seconds < 0 ? -limit : limit }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
