import Bridge
import Service
import Synchronization

/// The system's clocks, each moved by as much as a test says.
final class MovedClock: Sendable {
    private let wallShift = Mutex(Duration.zero)
    private let timeShift = Mutex(Duration.zero)

    /// What a service is given.
    var clock: BridgeClock {
        BridgeClock(
            now: { BridgeClock.system.now().advanced(by: self.timeShift.withLock { $0 }) },
            wall: { BridgeClock.system.wall().advanced(by: self.wallShift.withLock { $0 }) })
    }

    /// The wall clock jumps, forwards or backwards.
    func jump(_ duration: Duration) { wallShift.withLock { $0 += duration } }

    /// Time passes, on both clocks.
    func pass(_ duration: Duration) {
        jump(duration)
        timeShift.withLock { $0 += duration }
    }
}

extension Duration {
    static let hour = Duration.seconds(3_600)
    static let year = Duration.seconds(365 * 86_400)
}
