import Bridge
import Store

/// An act that is being worked off. What of it is on disk is in `stored`; the rest may be lost with
/// the process.
final class OpenAct {
    private(set) var stored: StoredAct
    /// The states whose rows it takes up.
    let states: [ExceptionState]
    var allowance: RowAllowance
    /// Invocations in which it has put rows into the queue: whose turn is to come first.
    var touched: Set<InvocationKey> = []
    /// When it may go on; `nil` when only an event says so.
    var readyAt: MonotonicTime?
    /// Since when, and for what, it has been waiting at one row.
    private(set) var waiting: (since: MonotonicTime, reason: String)?
    /// The invocation met last that cannot be worked on.
    var unworkable: (key: InvocationKey, reason: String)?
    /// What it found when it counted the rows ahead last, and after how long it looks again.
    private var ahead = (rows: 0, poll: Acts.queuePollIntervals.lowerBound)
    /// Whether there is anything to write since the last step.
    private var isChanged: Bool

    /// - Parameter isNew: nothing of it is on disk.
    init(_ stored: StoredAct, isNew: Bool, now: MonotonicTime) {
        self.stored = stored
        isChanged = isNew
        states = stored.record.verb.states(in: stored.record.scope)
        allowance = RowAllowance(perSecond: stored.record.rowsPerSecond, now: now)
        readyAt = now
    }

    var record: ActRecord { stored.record }

    /// A row (or an invocation) was taken up.
    func take(_ place: RowPlace) {
        stored.record.rows += 1
        pass(place)
    }

    /// A row (or an invocation) was left; the first reason is kept.
    func skip(_ place: RowPlace, _ reason: String) {
        stored.record.skipped += 1
        if stored.record.note.isEmpty { stored.record.note = reason }
        pass(place)
    }

    /// Everything up to here is of no further concern.
    func pass(_ place: RowPlace) {
        stored.place = place
        waiting = nil
        isChanged = true
    }

    func wait(_ reason: String, now: MonotonicTime) {
        waiting = (waiting?.since ?? now, reason)
    }

    /// There are as many rows ahead as there may be.
    ///
    /// - Returns: after how long they are to be counted again: longer and longer while their number
    ///   stays, as it does when their mapping is paused.
    func poll(ahead rows: Int) -> Duration {
        let limits = Acts.queuePollIntervals
        let isMoving = rows != ahead.rows
        ahead = (rows, isMoving ? limits.lowerBound : min(ahead.poll * 2, limits.upperBound))
        return ahead.poll
    }

    /// Rows (or invocations) that it has dealt with, in one way or the other.
    var passed: Int { record.rows + record.skipped }

    /// It names an invocation: it needs one place at most.
    var isForOne: Bool { record.scope.invocation != nil }

    /// - Parameter reason: why it ends before it is through.
    func end(at wall: UnixTime, because reason: String? = nil) {
        if let reason {
            let note = record.note.isEmpty ? reason : "\(reason); \(record.note)"
            stored.record.note = String(note.prefix(Limits.reasonCharactersMax))
        }
        stored.record.endedAt = wall
        readyAt = nil
        isChanged = true
    }

    /// What is to be written, once.
    func takeChange() -> StoredAct? {
        defer { isChanged = false }
        return isChanged ? stored : nil
    }
}
