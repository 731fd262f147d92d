import Bridge
import MPO
import Store

/// Carries out what a decision means for single rows: moves the machine, writes the row's record
/// and tells the metrics. Whole calls that simply succeeded do not pass here.
final class RowSettlement {
    let bench: Workbench

    /// After this time MPO has surely given up waiting for a process.
    private(set) var settleTime: Duration
    /// Whether MPO can be asked for a task by its reference.
    private(set) var canLookUp: Bool
    /// Whether operations carry their reference.
    private let sendsReference: Bool

    init(_ bench: Workbench, settleTime: Duration, canLookUp: Bool, sendsReference: Bool) {
        self.bench = bench
        self.sendsReference = sendsReference
        self.settleTime = settleTime
        self.canLookUp = canLookUp
    }

    /// After a reload. Calls that left with a longer timeout may still be under way at MPO.
    func adopt(settleTime: Duration, canLookUp: Bool) {
        self.settleTime = max(self.settleTime, settleTime)
        self.canLookUp = canLookUp
    }

    /// What is known of a row's last attempt.
    struct Evidence {
        /// `nil` for a row that never was part of a call.
        let outcome: OutcomeClass?
        /// For people; reaches the product, so it holds no cell.
        let reason: String
        /// The number of the attempt that ended.
        let attempt: Int
        /// When it left; `nil` if it never did.
        let sentAt: UnixTime?
        let milliseconds: Int
        /// How long the row waits before it is sent again, if it is.
        let delay: Duration
        /// MPO's answer for this row, JSON text.
        let result: [UInt8]?
    }

    /// Settles, postpones or holds one claimed row.
    ///
    /// - Returns: whether the row has its final status now; it is durable with the next unit.
    func settle(
        _ row: Int, of invocation: OpenInvocation, by decision: Decision, _ evidence: Evidence,
        _ turn: Turn
    ) -> Bool {
        let range = row..<row + 1
        var spent = evidence.attempt
        var dueAt: UnixTime?
        let state: ExceptionState
        switch decision {
        case .succeed:
            state = .succeeded
            invocation.machine.settle(range, as: .succeeded)
            bench.metrics.settled(.succeeded, 1)
        case .fail:
            state = .failed
            invocation.machine.settle(range, as: .failed)
            bench.metrics.settled(.failed, 1)
        case .reportUnknown:
            state = .unknown
            invocation.machine.settle(range, as: .unknown)
            bench.metrics.settled(.unknown, 1)
        case .lookUp:
            state = .reconciling
            dueAt = turn.wall.advanced(by: evidence.delay)
            invocation.lookUps[row] = Reconciler.Subject(
                outcome: evidence.outcome ?? .unknown, asked: .zero, now: turn.now)
            invocation.machine.postponeLookUp(
                row, attempt: evidence.attempt, until: turn.now.advanced(by: evidence.delay))
        case .hold:
            state = .held
            invocation.machine.hold(row)
            bench.metrics.held(1)
        case .sendAgain(let spendsAttempt):
            state = .waiting
            if !spendsAttempt { spent -= 1 }
            dueAt = turn.wall.advanced(by: evidence.delay)
            invocation.machine.postpone(
                row, attempt: spent + 1, until: turn.now.advanced(by: evidence.delay))
        }
        let record = ExceptionRecord(
            row: row, state: state, attempt: spent, class: evidence.outcome,
            reason: Self.cut(evidence.reason), at: turn.wall, dueAt: dueAt,
            result: state == .succeeded ? evidence.result : nil)
        bench.record(invocation) { step in
            step.exceptions.append(record)
            // A row that never left has no attempt behind it.
            guard let sentAt = evidence.sentAt, let outcome = evidence.outcome else { return }
            step.attempts.append(
                AttemptRecord(
                    row: row, attempt: evidence.attempt, sentAt: sentAt,
                    milliseconds: evidence.milliseconds, class: outcome, reason: record.reason))
        }
        return state.isFinal
    }

    /// Settles the rows whose calls ended with an earlier process: nobody can say what became of
    /// them.
    func settleLost(
        _ rows: RowRanges, of invocation: OpenInvocation, attempts: [Int: Int], _ turn: Turn
    ) {
        var final = RowRanges()
        for range in rows.ranges {
            for row in range {
                let attempt = attempts[row] ?? 1
                let decision = Decision.after(
                    .unknown, onUnknown: invocation.mapping.onUnknown,
                    taskSurelyExists: invocation.lookUps[row]?.outcome == .exists,
                    attempt: attempt, canLookUp: canLookUp)
                let evidence = Evidence(
                    outcome: .unknown,
                    reason: "the bridge was stopped while the call was under way: "
                        + note(on: row, of: invocation),
                    attempt: attempt, sentAt: nil, milliseconds: 0, delay: settleTime,
                    result: nil)
                if settle(row, of: invocation, by: decision, evidence, turn) {
                    final.insert(row..<row + 1)
                }
            }
        }
        if !final.isEmpty { bench.outbox.after(.rowsAreDurable(invocation.key, final)) }
    }

    /// What people can do about a row of which nobody knows.
    func note(on row: Int, of invocation: OpenInvocation) -> String {
        sendsReference
            ? "a task with reference \(invocation.references.text(row: row)) may exist"
            : "a task may exist, and it was sent without a reference to find it by"
    }

    static func cut(_ reason: String) -> String {
        String(reason.prefix(Limits.reasonCharactersMax))
    }
}
