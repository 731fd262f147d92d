import Bridge

/// What the store does not know of the look-ups of an invocation that gave up its place: small,
/// however many rows they concern. They go on at the pace that they had, and none of them is
/// decided on earlier than it would have been.
struct RestingLookUps: Hashable {
    private let count: Int
    /// When the first and the last of them were due.
    let due: ClosedRange<MonotonicTime>
    /// When the first and the last of them are overdue.
    let overdue: ClosedRange<MonotonicTime>
    /// How often the row that was looked up most often was.
    let lookUps: Int32

    /// `nil` when no row is looked up.
    init?(_ invocation: OpenInvocation) {
        let subjects = invocation.lookUps.values
        guard let due = invocation.machine.lookUpsDue,
            let first = subjects.map(\.overdueAt).min(),
            let last = subjects.map(\.overdueAt).max()
        else { return nil }
        count = subjects.count
        self.due = due
        overdue = first...last
        lookUps = subjects.map(\.lookUps).max() ?? 0
    }

    /// When the row at a place in their order is to be looked up. Which one was due when is not
    /// kept: they are spread over the same time.
    func dueAt(_ place: Int) -> MonotonicTime {
        guard count > 1 else { return due.lowerBound }
        let step = due.lowerBound.duration(to: due.upperBound) / (count - 1)
        return min(due.upperBound, due.lowerBound.advanced(by: step * place))
    }

    /// When a row is overdue, by the times in its record: the clock that wrote them may have jumped
    /// meanwhile, and the bounds are right.
    func overdueAt(_ moment: MonotonicTime) -> MonotonicTime {
        min(max(moment, overdue.lowerBound), overdue.upperBound)
    }
}
