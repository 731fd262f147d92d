import Bridge

/// Whether what calls have brought waits for other calls that left together with them.
///
/// Those end together, too, but not at once. Were each committed as it ends, each would be followed
/// by a call of its own, and what left together never would again: five commits, and as many
/// wake-ups of two threads, where two are enough.
struct Companions {
    /// What is waited at most: this part of the time that the first call took,
    private static let share = 48
    /// and no longer than this.
    private static let waitMax = Duration.milliseconds(5)
    /// With so many ended calls the wait is over: the next ones leave while the rest end. Fewer are
    /// more commits, and 5 to 10 % more CPU; more are 1 ms that 32 calls of 200 ms take longer.
    private static let callsMax = 20

    /// The moments at which calls left that are under way, in their order, and how many each time.
    private var departures: [(leftAt: MonotonicTime, count: Int)] = []
    private var wait: Wait?

    private struct Wait {
        let end: MonotonicTime
        /// Who left within so much before or after is waited for.
        let reach: Duration
        /// When the last one left that has ended.
        var leftAt: MonotonicTime
        var calls: Int
    }

    /// A call leaves; later than those before, or at the same moment.
    mutating func leave(_ now: MonotonicTime) {
        if let last = departures.indices.last, departures[last].leftAt == now {
            departures[last].count += 1
        } else {
            departures.append((now, 1))
        }
    }

    /// A call has ended.
    mutating func end(leftAt: MonotonicTime, _ now: MonotonicTime) {
        if let index = departures.firstIndex(where: { $0.leftAt == leftAt }) {
            departures[index].count -= 1
            if departures[index].count == 0 { departures.remove(at: index) }
        }
        if wait == nil {
            let reach = min(leftAt.duration(to: now) / Self.share, Self.waitMax)
            wait = Wait(end: now.advanced(by: reach), reach: reach, leftAt: leftAt, calls: 0)
        }
        wait?.leftAt = leftAt
        wait?.calls += 1
    }

    /// Until when what has come waits for more; `nil` when that is not worth it.
    func waitsUntil(_ now: MonotonicTime) -> MonotonicTime? {
        guard let wait, now < wait.end, wait.calls < Self.callsMax else { return nil }
        let together =
            wait.leftAt.advanced(by: .zero - wait.reach)...wait.leftAt.advanced(by: wait.reach)
        return departures.contains { together.contains($0.leftAt) } ? wait.end : nil
    }

    /// What came so far is on its way to the disk.
    mutating func go() { wait = nil }
}
