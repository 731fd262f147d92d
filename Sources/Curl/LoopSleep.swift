internal import CCurl
internal import Glibc
internal import Synchronization

/// Whether a loop sleeps, so that waking it costs a system call only if it does.
final class LoopSleep: Sendable {
    private static let awake: UInt8 = 0
    private static let asleep: UInt8 = 1
    private static let interrupted: UInt8 = 2

    private let state = Atomic<UInt8>(LoopSleep.awake)

    /// An eventfd(2) that is written to when the sleep is to end.
    let bell: Int32

    init() {
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        precondition(bell >= 0, "no eventfd (errno \(errno))")
    }

    deinit { close(bell) }

    /// From any thread: ends the loop's sleep, or keeps it from sleeping once.
    func interrupt() {
        let before = state.exchange(Self.interrupted, ordering: .acquiringAndReleasing)
        // One caller a sleep gets here. The write fails after 2^64 of them.
        if before == Self.asleep { eventfd_write(bell, 1) }
    }

    /// On the loop's thread: forgets interruptions, since what they were about is looked at next.
    func clear() { state.store(Self.awake, ordering: .sequentiallyConsistent) }

    /// On the loop's thread: sleeps. After an interruption since `clear` it must be short.
    ///
    /// - Returns: whether there was an interruption, before or during the sleep.
    func isInterrupted(during sleep: (_ isShort: Bool) -> Void) -> Bool {
        let (fellAsleep, _) = state.compareExchange(
            expected: Self.awake, desired: Self.asleep, ordering: .acquiringAndReleasing)
        sleep(!fellAsleep)
        return state.exchange(Self.awake, ordering: .acquiringAndReleasing) == Self.interrupted
    }
}
