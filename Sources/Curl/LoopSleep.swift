internal import Synchronization

/// Whether a loop sleeps, so that waking it costs a system call only if it does.
final class LoopSleep: Sendable {
    private static let awake: UInt8 = 0
    private static let asleep: UInt8 = 1
    private static let interrupted: UInt8 = 2

    private let state = Atomic<UInt8>(LoopSleep.awake)

    /// From any thread: keeps the loop from sleeping once.
    ///
    /// - Returns: whether the loop sleeps, so that the caller has to end that: true for one caller
    ///   a sleep.
    func interrupt() -> Bool {
        state.exchange(Self.interrupted, ordering: .acquiringAndReleasing) == Self.asleep
    }

    /// On the loop's thread: forgets interruptions, since what they were about is looked at next.
    func clear() { state.store(Self.awake, ordering: .sequentiallyConsistent) }

    /// On the loop's thread: sleeps, unless there was an interruption since `clear`.
    ///
    /// - Returns: whether there was one, before or during the sleep.
    func isInterrupted(during sleep: () -> Void) -> Bool {
        let (fellAsleep, _) = state.compareExchange(
            expected: Self.awake, desired: Self.asleep, ordering: .acquiringAndReleasing)
        if fellAsleep { sleep() }
        return state.exchange(Self.awake, ordering: .acquiringAndReleasing) == Self.interrupted
    }
}
