/// Rows that an operator takes up again. Whoever calls these knows from the store what a row's
/// record says, and that every commit so far was told to this machine.
extension InvocationMachine {
    package enum Reopening: Hashable, Sendable {
        /// The row counts as claimed: `postpone` or `settle` follows at once. `wasReported`: the
        /// product knows its earlier end and will hear of it again (a correction, on record with
        /// the row's own).
        case reopened(wasReported: Bool)
        /// The row is part of something that is under way and ends by itself.
        case busy
        /// The row is on its way already, or never had an end.
        case notSettled
    }

    /// Takes a row with a final status up again. Its record says that status, and is committed.
    package mutating func reopen(_ row: Int, from status: FinalStatus) -> Reopening {
        // A completion that is under way may be acknowledged any moment, and it comes last.
        guard progress.state.isOpen, !completion.isUnderWay else { return .busy }
        guard row < progress.settledTo || settled.contains(row) else { return .notSettled }
        var wasReported = false
        if plan.isReported {
            if reportable.contains(row) {
                reportable.remove(row..<row + 1)
                if reportable.isEmpty { reportableSince = nil }
            } else if row < progress.reportedTo || reported.contains(row) {
                guard !acknowledged.contains(row) else { return .busy }
                forgetReport(of: row)
                wasReported = true
            } else {
                return .busy
            }
        }
        forgetEnd(of: row, status)
        rowsInFlight += 1
        advanceState()
        return .reopened(wasReported: wasReported)
    }

    /// Lets a held row go: it counts as claimed, and `postpone` or `settle` follows at once.
    ///
    /// - Returns: `false` when the row is not held, or the invocation does not run.
    package mutating func release(_ row: Int) -> Bool {
        guard progress.state.isOpen, rowsHeld > 0, row < progress.claimedTo,
            row >= progress.settledTo, !settled.contains(row)
        else { return false }
        rowsHeld -= 1
        rowsInFlight += 1
        return true
    }

    private mutating func forgetReport(of row: Int) {
        progress.reported -= 1
        reportedDurable -= 1
        if row < progress.reportedTo {
            reported.insert(row + 1..<progress.reportedTo)
            progress.reportedTo = row
        } else {
            reported.remove(row..<row + 1)
        }
    }

    private mutating func forgetEnd(of row: Int, _ status: FinalStatus) {
        switch status {
        case .succeeded: progress.succeeded -= 1
        case .failed: progress.failed -= 1
        case .unknown: progress.unknown -= 1
        }
        durable -= 1
        precondition(
            durable >= 0 && min(progress.succeeded, progress.failed, progress.unknown) >= 0,
            "a row is taken up from the status that it was counted with")
        if row < progress.settledTo {
            settled.insert(row + 1..<progress.settledTo)
            progress.settledTo = row
        } else {
            settled.remove(row..<row + 1)
        }
        if !plan.isReported { progress.reportedTo = progress.settledTo }
    }
}
