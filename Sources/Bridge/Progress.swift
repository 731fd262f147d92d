/// How far an invocation has come, as numbers: written whole with every step, so that no page ever
/// counts rows.
package struct Progress: Hashable, Sendable {
    package var state: InvocationState
    /// How many rows there will be; `nil` while a pull has not told.
    package var rowsAnnounced: Int?
    /// Rows in the store; for a pull also the next offset.
    package var rowsStored: Int
    /// No further page will come.
    package var isWhole: Bool
    /// Rows below this were claimed for their first attempt: the intent that precedes every call.
    package var claimedTo: Int
    /// Every row below this is settled.
    package var settledTo: Int
    /// Every row below this is reported (or, without an import endpoint, settled).
    package var reportedTo: Int
    package var succeeded: Int
    package var failed: Int
    package var unknown: Int
    package var reported: Int
    /// The product acknowledged the completion: it is never told a second time, even when rows are
    /// taken up again.
    package var isNotified: Bool

    package init(
        state: InvocationState, rowsAnnounced: Int?, rowsStored: Int, isWhole: Bool,
        claimedTo: Int = 0, settledTo: Int = 0, reportedTo: Int = 0, succeeded: Int = 0,
        failed: Int = 0, unknown: Int = 0, reported: Int = 0, isNotified: Bool = false
    ) {
        self.state = state
        self.rowsAnnounced = rowsAnnounced
        self.rowsStored = rowsStored
        self.isWhole = isWhole
        self.claimedTo = claimedTo
        self.settledTo = settledTo
        self.reportedTo = reportedTo
        self.succeeded = succeeded
        self.failed = failed
        self.unknown = unknown
        self.reported = reported
        self.isNotified = isNotified
    }

    /// Rows without a final status, those that are announced and not yet here included.
    package var outstanding: Int { max(rowsAnnounced ?? 0, rowsStored) - settled }

    /// The same, in a state in which work goes on: whoever starts the bridge again has perhaps
    /// mended what an invocation was halted for, and if not, it is halted again.
    package var resumed: Progress {
        var progress = self
        if state == .halted { progress.state = .accepted }
        return progress
    }

    /// The same, in a state in which rows of a completed invocation can be taken up again.
    package var reopened: Progress {
        var progress = self
        if state == .completed { progress.state = .running }
        return progress
    }

    /// Rows with a final status.
    package var settled: Int { succeeded + failed + unknown }
}
