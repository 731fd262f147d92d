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
    private let canLookUp: Bool
    private let turn: Turn

    /// How long a row that was waiting when the process ended goes on waiting, at most.
    private static let restartWaitMax = Duration.seconds(2)
    private let waitMax: Duration

    /// - Parameter isReturning: the invocation gave up its place, and the process did not end.
    init(from row: Int, canLookUp: Bool, isReturning: Bool, _ turn: Turn) {
        from = row
        waitMax = isReturning ? RetryPolicy.mpo.cap : Self.restartWaitMax
        self.canLookUp = canLookUp
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
            // Whatever the row waited for, whoever started the bridge again has perhaps mended it.
            // One that comes back to its place has no such hope.
            found.waiting.append(
                (exception.row, exception.attempt + 1, wait(exception, atMost: waitMax)))
        case .held:
            found.held.insert(row)
        case .reconciling, .sending:
            attempts[exception.row] = exception.attempt
            guard exception.state == .reconciling else { return }
            lookUps[exception.row] = Reconciler.Subject(
                outcome: exception.class ?? .unknown, reason: exception.reason,
                since: exception.at)
            guard canLookUp else { return }
            found.lookUps.append(
                (
                    exception.row, exception.attempt,
                    wait(exception, atMost: RetryPolicy.mpo.cap)
                ))
        case .succeeded, .failed, .unknown:
            break
        }
    }

    /// Rows of which the product has heard.
    mutating func report(_ rows: RowRanges) {
        for range in rows.ranges { found.reported.insert(range.clamped(to: from..<Int.max)) }
    }

    /// How long a row still has to wait; a clock that jumped must not make it wait for years.
    private func wait(_ exception: ExceptionRecord, atMost limit: Duration) -> Duration {
        let rest = (exception.dueAt ?? turn.wall).milliseconds - turn.wall.milliseconds
        return min(max(.zero, .milliseconds(rest)), limit)
    }
}
