internal import Bridge
internal import Glibc

/// When the writer commits: from one `begin()` to the end of the `rest()` after it passes an
/// interval.
struct Pace {
    private let intervalMin: Int64
    private var begunAt: Int64

    init(_ options: StoreOptions) {
        intervalMin = options.commitIntervalMin.inNanoseconds
        begunAt = Self.now()
    }

    mutating func begin() { begunAt = Self.now() }

    func rest() { Self.sleep(begunAt + intervalMin - Self.now()) }

    private static func sleep(_ nanoseconds: Int64) {
        guard nanoseconds > 0 else { return }
        var rest = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
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
