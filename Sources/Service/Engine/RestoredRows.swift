import Bridge
import Store

/// The rows of an invocation that was left, folded into ranges as the store hands them over. What
/// is kept of single rows is bounded by `InvocationMachine.waitingMax` and the calls that were in
/// flight: no more of them ever wait at the same time.
struct RestoredRows {
    /// Everything below is settled and reported.
    let from: Int
    private(set) var found = InvocationMachine.Restored()
    /// What is known of the rows that are looked up.
    private(set) var lookUps: [Int: Reconciler.Subject] = [:]
    /// The attempts of rows whose call ended with an earlier process.
    private(set) var attempts: [Int: Int] = [:]
    private let settlement: RowSettlement
    private let isReturning: Bool
    private let resting: RestingLookUps?
    private let turn: Turn

    /// Whatever a row waited for when the process ended, whoever started the bridge again has
    /// perhaps mended it.
    private static let waitAfterStartMax = Duration.seconds(2)

    /// - Parameters:
    ///   - isReturning: the invocation only gave up its place for a while.
    ///   - resting: what was kept of its look-ups then.
    init(
        from row: Int, isReturning: Bool, _ resting: RestingLookUps?, _ settlement: RowSettlement,
        _ turn: Turn
    ) {
        from = row
        self.isReturning = isReturning
        self.resting = resting
        self.settlement = settlement
        self.turn = turn
    }

    /// Rows of a call; before any exception.
    mutating func settle(_ rows: Range<Int>) {
        found.settled.insert(rows.clamped(to: from..<Int.max))
    }

    mutating func take(_ exception: ExceptionRecord) {
        let row = exception.row..<exception.row + 1
        if exception.state.isFinal {
            found.settled.insert(row)
            return
        }
        found.settled.remove(row)
        switch exception.state {
        case .waiting:
            found.waiting.append((exception.row, exception.attempt + 1, waitToSend(exception)))
        case .held:
            found.held.insert(row)
        case .reconciling, .sending:
            attempts[exception.row] = exception.attempt
            if exception.state == .reconciling { lookUp(exception) }
        case .succeeded, .failed, .unknown:
            break
        }
    }

    private mutating func lookUp(_ exception: ExceptionRecord) {
        let asked = turn.wall.milliseconds - exception.at.milliseconds
        let subject = Reconciler.Subject(
            outcome: exception.class ?? .unknown, asked: .milliseconds(asked),
            leftMin: isReturning ? .zero : Reconciler.restoredLookUpMin, now: turn.now,
            resting: resting)
        lookUps[exception.row] = subject
        guard settlement.canLookUp else { return }
        found.lookUps.append((exception.row, exception.attempt, waitToLookUp(exception, subject)))
    }

    /// After a start the row's call may have left a moment ago, whatever the clock on the wall says
    /// of it.
    private func waitToLookUp(
        _ exception: ExceptionRecord, _ subject: Reconciler.Subject
    ) -> Duration {
        guard isReturning else { return settlement.settleTime }
        let recorded = wait(exception, atMost: longestWait)
        guard let resting else { return recorded }
        let dueAt = min(resting.dueAt(found.lookUps.count), subject.overdueAt)
        return max(recorded, turn.now.duration(to: dueAt))
    }

    /// Rows of which the product has heard.
    mutating func report(_ rows: RowRanges) {
        for range in rows.ranges { found.reported.insert(range.clamped(to: from..<Int.max)) }
    }

    /// A row that may have a task waits until MPO has surely given up on it, also when its call
    /// left a moment before the process ended.
    private func waitToSend(_ exception: ExceptionRecord) -> Duration {
        if isReturning { return wait(exception, atMost: longestWait) }
        let isInDoubt = exception.class == .unknown || exception.class == .exists
        return isInDoubt
            ? settlement.settleTime : wait(exception, atMost: Self.waitAfterStartMax)
    }

    private var longestWait: Duration { max(RetryPolicy.mpo.cap, settlement.settleTime) }

    /// How long a row still has to wait; a clock that jumped must not make it wait for years.
    private func wait(_ exception: ExceptionRecord, atMost limit: Duration) -> Duration {
        let rest = (exception.dueAt ?? turn.wall).milliseconds - turn.wall.milliseconds
        return min(max(.zero, .milliseconds(rest)), limit)
    }
}
