import Bridge

/// Whether the clock on the wall may be believed where a wrong one would do harm: the retention
/// deletes what is old, and by a clock that is a year ahead everything is.
///
/// The clock on the wall must advance as the monotonic one does. After a jump, and after a start at
/// a time that does not follow on what the store has seen, it must do so for a day before it is
/// believed again: long enough for somebody to set it right.
struct ClockWatch {
    /// How far the two may drift apart between two looks, such as when a clock is set.
    static let driftMax = Duration.seconds(300)
    /// After this time without a jump the clock is believed.
    static let trustAfter = Duration.seconds(24 * 3_600)

    private var wall: UnixTime
    private var now: MonotonicTime
    private var trustedAt: MonotonicTime

    /// - Parameter lastSeen: the latest moment of which the store tells, before this start.
    init(wall: UnixTime, now: MonotonicTime, lastSeen: UnixTime?) {
        self.wall = wall
        self.now = now
        let gap = lastSeen.map { wall.milliseconds - $0.milliseconds } ?? 0
        let limits = -Self.driftMax.inMilliseconds...Self.trustAfter.inMilliseconds
        trustedAt = limits.contains(gap) ? now : now.advanced(by: Self.trustAfter)
    }

    /// Compares the clocks.
    ///
    /// - Returns: by how much the one on the wall has jumped since the last look; `nil`: it has
    ///   not.
    mutating func look(wall: UnixTime, now: MonotonicTime) -> Duration? {
        let passed = self.now.duration(to: now)
        let jump =
            Duration.milliseconds(wall.milliseconds - self.wall.milliseconds)
            - .milliseconds(passed.inMilliseconds)
        self.wall = wall
        self.now = now
        guard abs(jump.inMilliseconds) > Self.driftMax.inMilliseconds else { return nil }
        trustedAt = now.advanced(by: Self.trustAfter)
        return jump
    }

    /// Whether the clock on the wall is believed, as of the last look.
    var isTrusted: Bool { now >= trustedAt }
}
