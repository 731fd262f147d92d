internal import Bridge
internal import Glibc

/// Keeps moments apart: from one `begin()` to the end of the `rest()` after it passes an interval.
struct Pace {
    private let intervalMin: Int64
    private var last: Int64

    init(intervalMin: Duration) {
        self.intervalMin = intervalMin.inNanoseconds
        last = Self.now()
    }

    mutating func begin() { last = Self.now() }

    func rest() {
        let early = last + intervalMin - Self.now()
        guard early > 0 else { return }
        var rest = timespec(
            tv_sec: Int(early / 1_000_000_000), tv_nsec: Int(early % 1_000_000_000))
        // A signal makes the rest shorter, which harms nothing.
        _ = unsafe nanosleep(&rest, nil)
    }

    private static func now() -> Int64 {
        var time = timespec()
        // CLOCK_MONOTONIC is always there (clock_gettime(2)).
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
