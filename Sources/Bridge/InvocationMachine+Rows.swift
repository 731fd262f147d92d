/// Rows: claimed, sent, settled.
extension InvocationMachine {
    /// Rows that one call may carry.
    package struct Claim: Hashable, Sendable {
        package let rows: Range<Int>
        /// 1 for the first one.
        package let attempt: Int
        /// These rows have a record of their own: their intent is written there, not as a cursor.
        package let isException: Bool
        /// Not to be sent: the task of this one row is to be looked up.
        package let isLookUp: Bool
    }

    /// Rows whose second or later attempt must be recorded, or whose first one is unsettled after a
    /// crash.
    package struct Restored: Sendable {
        package var waiting: [(row: Int, attempt: Int, wait: Duration)] = []
        /// Rows whose task is being looked up.
        package var lookUps: [(row: Int, attempt: Int, wait: Duration)] = []
        package var held = RowRanges()
        /// Rows with a final status at or above `progress.reportedTo`.
        package var settled = RowRanges()
        /// Rows in acknowledged batches at or above `progress.reportedTo`.
        package var reported = RowRanges()

        package init() {}
    }

    /// Takes up an invocation where the store says it was left.
    ///
    /// - Returns: the rows that were sent, or about to be, when the process ended: their outcome is
    ///   unknown, exactly, whatever their age. The caller settles each by `Decision`.
    package mutating func restore(_ found: Restored, now: MonotonicTime) -> RowRanges {
        var lost = RowRanges(progress.reportedTo..<max(progress.reportedTo, progress.claimedTo))
        for range in found.settled.ranges { lost.remove(range) }
        for item in found.waiting + found.lookUps { lost.remove(item.row..<item.row + 1) }
        waiting = Self.sorted(found.waiting, now)
        waitingLookUps = Self.sorted(found.lookUps, now)
        for range in found.held.ranges { lost.remove(range) }
        rowsHeld = found.held.count
        for range in found.settled.ranges { settled.insert(range) }
        advanceSettled()
        if plan.isReported {
            for range in found.reported.ranges { reported.insert(range) }
            reportable = found.settled
            for range in found.reported.ranges { reportable.remove(range) }
            reportableSince = reportable.isEmpty ? nil : now
            advanceReported()
        }
        rowsInFlight = lost.count
        advanceState()
        return lost
    }

    private static func sorted(
        _ items: [(row: Int, attempt: Int, wait: Duration)], _ now: MonotonicTime
    ) -> [WaitingRow] {
        let rows = items.map {
            WaitingRow(dueAt: now.advanced(by: $0.wait), row: $0.row, attempt: $0.attempt)
        }
        return rows.sorted { $0.isLater(than: $1) }
    }

    /// What rows are claimed for.
    package enum ClaimKind: Hashable, Sendable {
        case calls, lookUps
    }

    /// Claims rows for one call: those whose time has come again first, then fresh ones.
    ///
    /// - Parameter kind: `nil` for both kinds, look-ups first.
    ///
    /// `progress.claimedTo` moves, which is the intent of first attempts; the caller commits it
    /// before anything leaves. Exceptions need a record in state `sending` instead.
    package mutating func claim(
        max: Int, now: MonotonicTime, only kind: ClaimKind? = nil
    ) -> Claim? {
        precondition(max > 0, "a call carries a row")
        guard progress.state.isOpen else { return nil }
        if kind != .calls, isDue(waitingLookUps, now), let first = waitingLookUps.popLast() {
            rowsInFlight += 1
            return Claim(
                rows: first.row..<first.row + 1, attempt: first.attempt, isException: true,
                isLookUp: true)
        }
        if kind == .lookUps { return nil }
        if let claim = claimWaiting(max: max, now: now) { return claim }
        let end = min(progress.claimedTo + max, readableTo)
        guard progress.claimedTo < end, !isFull else { return nil }
        let rows = progress.claimedTo..<end
        progress.claimedTo = end
        rowsInFlight += rows.count
        return Claim(rows: rows, attempt: 1, isException: false, isLookUp: false)
    }

    private mutating func claimWaiting(max: Int, now: MonotonicTime) -> Claim? {
        guard let first = waiting.last, first.dueAt <= now else { return nil }
        waiting.removeLast()
        var rows = first.row..<first.row + 1
        // Rows that waited together go together.
        while rows.count < max, let next = waiting.last, next.dueAt <= now,
            next.row == rows.upperBound, next.attempt == first.attempt
        {
            waiting.removeLast()
            rows = rows.lowerBound..<rows.upperBound + 1
        }
        rowsInFlight += rows.count
        return Claim(
            rows: rows, attempt: first.attempt, isException: true, isLookUp: false)
    }

    /// How a row ended for good.
    package enum FinalStatus: Hashable, Sendable {
        case succeeded, failed, unknown
    }

    /// Rows of an ended call have their final status. They are reported after `rowsAreDurable`.
    package mutating func settle(_ rows: Range<Int>, as status: FinalStatus) {
        precondition(
            rowsInFlight >= rows.count && rows.upperBound <= progress.claimedTo,
            "only claimed rows settle")
        precondition(rows.lowerBound >= progress.settledTo, "a row settles once")
        rowsInFlight -= rows.count
        switch status {
        case .succeeded: progress.succeeded += rows.count
        case .failed: progress.failed += rows.count
        case .unknown: progress.unknown += rows.count
        }
        settled.insert(rows)
        advanceSettled()
    }

    /// A row goes back to the queue for a while.
    ///
    /// - Parameter attempt: the number of its next attempt.
    package mutating func postpone(_ row: Int, attempt: Int, until dueAt: MonotonicTime) {
        precondition(rowsInFlight > 0, "only claimed rows wait again")
        rowsInFlight -= 1
        Self.insert(WaitingRow(dueAt: dueAt, row: row, attempt: attempt), into: &waiting)
    }

    /// A row's task is looked up after a while.
    ///
    /// - Parameter attempt: the number of the attempt whose outcome is unknown.
    package mutating func postponeLookUp(_ row: Int, attempt: Int, until dueAt: MonotonicTime) {
        precondition(rowsInFlight > 0, "only claimed rows are looked up")
        rowsInFlight -= 1
        Self.insert(WaitingRow(dueAt: dueAt, row: row, attempt: attempt), into: &waitingLookUps)
    }

    /// A row stays until an operator decides.
    package mutating func hold(_ row: Int) {
        precondition(rowsInFlight > 0, "only claimed rows are held")
        rowsInFlight -= 1
        rowsHeld += 1
    }

    /// The records of these settled rows are committed.
    package mutating func rowsAreDurable(_ rows: RowRanges, now: MonotonicTime) {
        durable += rows.count
        precondition(durable <= progress.settled, "a settled row is durable once")
        if plan.isReported {
            for range in rows.ranges { reportable.insert(range) }
            if reportableSince == nil, !reportable.isEmpty { reportableSince = now }
        }
        advanceState()
    }

    private static func insert(_ item: WaitingRow, into rows: inout [WaitingRow]) {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].isLater(than: item) { low = middle + 1 } else { high = middle }
        }
        rows.insert(item, at: low)
    }

    private mutating func advanceSettled() {
        guard let first = settled.ranges.first, first.lowerBound <= progress.settledTo else {
            return
        }
        progress.settledTo = max(progress.settledTo, first.upperBound)
        settled.remove(0..<progress.settledTo)
        if !plan.isReported { progress.reportedTo = progress.settledTo }
    }
}
