internal import Bridge
internal import Glibc

/// When the writer commits. From one `begin()` to the end of the `rest()` after it passes an
/// interval; after a lull the first who comes waits a little for those who come with it.
struct Pace {
    private let intervalMin: Int64
    private let gatherTime: Int64
    private let gatherAfter: Int64
    private var begunAt: Int64
    private var endedAt: Int64

    init(_ options: StoreOptions) {
        intervalMin = options.commitIntervalMin.inNanoseconds
        gatherTime = options.gatherTime.inNanoseconds
        gatherAfter = options.gatherAfter.inNanoseconds
        begunAt = Self.now()
        endedAt = begunAt
    }

    mutating func begin() { begunAt = Self.now() }

    /// A commit that lasts is no lull: that begins with its end.
    mutating func rest() {
        endedAt = Self.now()
        Self.sleep(begunAt + intervalMin - endedAt)
    }

    /// Until when, of CLOCK_MONOTONIC and in nanoseconds, the next commit waits for more.
    func gatheringEnd() -> Int64? {
        let now = Self.now()
        return now - endedAt > gatherAfter ? now + gatherTime : nil
    }

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
