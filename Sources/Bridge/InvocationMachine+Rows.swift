/// Rows: claimed, sent, settled.
extension InvocationMachine {
    /// Rows that one call may carry.
    package struct Claim: Hashable, Sendable {
        package let rows: Range<Int>
        /// 1 for the first one.
        package let attempt: Int
        /// These rows have a record of their own: their intent is written there, not as a cursor.
        package let isException: Bool
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
        waiting = found.waiting.map {
            WaitingRow(dueAt: now.advanced(by: $0.wait), row: $0.row, attempt: $0.attempt)
        }
        waiting.sort { $0 > $1 }
        for item in found.lookUps {
            lookUps.insert(
                WaitingRow(
                    dueAt: now.advanced(by: item.wait), row: item.row, attempt: item.attempt))
        }
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

    /// What rows are claimed for.
    package enum ClaimKind: Hashable, Sendable {
        /// To be sent.
        case calls
        /// To have the task of one row looked up.
        case lookUps
    }

    /// Claims rows for one call: those whose time has come again first, then fresh ones.
    ///
    /// `progress.claimedTo` moves, which is the intent of first attempts; the caller commits it
    /// before anything leaves. Exceptions need a record in state `sending` instead.
    package mutating func claim(max: Int, now: MonotonicTime, only kind: ClaimKind) -> Claim? {
        precondition(max > 0, "a call carries a row")
        guard progress.state.isOpen else { return nil }
        switch kind {
        case .calls: return claimToSend(max: max, now: now)
        case .lookUps: return claimLookUp(now: now)
        }
    }

    private mutating func claimLookUp(now: MonotonicTime) -> Claim? {
        guard let first = lookUps.first, first.dueAt <= now else { return nil }
        lookUps.removeFirst()
        rowsInFlight += 1
        return Claim(
            rows: first.row..<first.row + 1, attempt: first.attempt, isException: true)
    }

    private mutating func claimToSend(max: Int, now: MonotonicTime) -> Claim? {
        if let claim = claimWaiting(max: max, now: now) { return claim }
        let end = min(progress.claimedTo + max, readableTo)
        guard progress.claimedTo < end, takesFreshRows else { return nil }
        let rows = progress.claimedTo..<end
        progress.claimedTo = end
        rowsInFlight += rows.count
        return Claim(rows: rows, attempt: 1, isException: false)
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
        return Claim(rows: rows, attempt: first.attempt, isException: true)
    }

    /// The row whose task is to be looked up next, if its time has come.
    package func dueLookUp(now: MonotonicTime) -> Int? {
        guard progress.state.isOpen, let first = lookUps.first, first.dueAt <= now else {
            return nil
        }
        return first.row
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
        lookUps.insert(WaitingRow(dueAt: dueAt, row: row, attempt: attempt))
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
            if rows[middle] > item { low = middle + 1 } else { high = middle }
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
