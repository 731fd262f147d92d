package import Bridge
import Glibc

/// The two clocks, as functions, so that a test can move them.
package struct BridgeClock: Sendable {
    /// Monotonic: for timers.
    package let now: @Sendable () -> MonotonicTime
    /// Wall clock: for tokens, signatures and records.
    package let wall: @Sendable () -> UnixTime

    package init(
        now: @escaping @Sendable () -> MonotonicTime, wall: @escaping @Sendable () -> UnixTime
    ) {
        self.now = now
        self.wall = wall
    }

    /// The clocks of the system (clock_gettime(2)).
    package static let system = BridgeClock(
        now: {
            let time = read(CLOCK_MONOTONIC)
            return MonotonicTime(
                nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
        },
        wall: {
            let time = read(CLOCK_REALTIME)
            return UnixTime(
                milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        })

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return time
    }
}
