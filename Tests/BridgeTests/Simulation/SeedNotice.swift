import Glibc
import Synchronization

/// Which seeds run at the moment, for the case that one of them trips over a precondition: that
/// ends the process, and without this nobody would know how to see it again.
enum SeedNotice {
    static let lanes = 2
    private static let first = Atomic<UInt64>(0)
    private static let second = Atomic<UInt64>(0)

    /// Has a trap name the seeds before it ends the process.
    static func install() {
        _ = signal(SIGILL) { number in
            SeedNotice.write("a precondition failed; replay with MPO_BRIDGE_SEED=")
            SeedNotice.write(SeedNotice.first.load(ordering: .relaxed))
            SeedNotice.write(" or MPO_BRIDGE_SEED=")
            SeedNotice.write(SeedNotice.second.load(ordering: .relaxed))
            SeedNotice.write(" and swift test --filter 'A simulated bridge'\n")
            // The same instruction again, and this time it ends the process.
            _ = signal(number, SIG_DFL)
        }
    }

    static func began(_ seed: UInt64, lane: Int) {
        if lane == 0 {
            first.store(seed, ordering: .relaxed)
        } else {
            second.store(seed, ordering: .relaxed)
        }
    }

    // Nothing that a signal handler must not do: no memory is asked for.

    private static func write(_ text: StaticString) {
        _ = unsafe Glibc.write(2, text.utf8Start, text.utf8CodeUnitCount)
    }

    private static func write(_ number: UInt64) {
        var power = 1 as UInt64
        while number / power >= 10 { power *= 10 }
        while power > 0 {
            var digit = UInt8(ascii: "0") + UInt8(number / power % 10)
            _ = unsafe Glibc.write(2, &digit, 1)
            power /= 10
        }
    }
}
