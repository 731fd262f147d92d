internal import Bridge
internal import Glibc

/// Keeps moments apart: each `wait()` returns no earlier than an interval after the one before.
struct Pace {
    private let intervalMin: Int64
    private var last: Int64

    init(intervalMin: Duration) {
        self.intervalMin = intervalMin.inNanoseconds
        last = Self.now() - self.intervalMin
    }

    mutating func wait() {
        let early = last + intervalMin - Self.now()
        if early > 0 {
            var rest = timespec(
                tv_sec: Int(early / 1_000_000_000), tv_nsec: Int(early % 1_000_000_000))
            // A signal makes the wait shorter, which harms nothing.
            _ = unsafe nanosleep(&rest, nil)
        }
        last = Self.now()
    }

    private static func now() -> Int64 {
        var time = timespec()
        // CLOCK_MONOTONIC is always there (clock_gettime(2)).
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
