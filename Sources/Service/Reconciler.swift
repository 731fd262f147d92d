import Bridge
import Curl
import MPO
import Store

/// Finds out what became of a row of which nobody knows whether its task exists: when MPO's own
/// timeout has surely passed, the main API is asked for the task by its reference. Ended: its data
/// is adopted. Running: asked again. Not found: the mapping's `onUnknown`, as MPO forgets tasks.
final class Reconciler {
    struct Settings {
        /// The main API, without a slash at its end.
        let mainURL: String
        let signer: Signer
        let connectTimeout: Duration
        let callTimeout: Duration
        let answerBytesMax: Int
        let policy: OutboundPolicy
    }

    /// What is known of a row while it is looked up.
    struct Subject {
        var outcome: OutcomeClass
        let reason: String
        /// When the outcome became unknown.
        let since: UnixTime
        var lookUps = 0
    }

    /// How long a row is looked up before its mapping's `onUnknown` decides after all.
    private static let lookUpMax = Duration.seconds(24 * 3_600)
    private static let retry = RetryPolicy(base: .seconds(2), cap: .seconds(300))

    private let bench: Workbench
    private let settings: Settings
    private let settlement: RowSettlement

    init(_ bench: Workbench, settings: Settings, settlement: RowSettlement) {
        self.bench = bench
        self.settings = settings
        self.settlement = settlement
    }

    /// Asks for a row's task. A question changes nothing at MPO: it needs no intent on disk.
    func start(_ row: Int, attempt: Int, of invocation: OpenInvocation, _ turn: Turn) {
        let query = TaskQuery(invocation.mapping)
        let body = query.body(invocation.references, row: row)
        let request = TransferRequest(
            method: .post, url: settings.mainURL + settings.signer.path(body: body, now: turn.wall),
            headers: Executor.headers, body: body, connectTimeout: settings.connectTimeout,
            totalTimeout: settings.callTimeout, responseBytesMax: settings.answerBytesMax,
            policy: settings.policy)
        let tag = bench.transfers.insert(.lookUp(invocation, row: row, attempt: attempt))
        turn.starter.start(request, tag: tag)
    }

    /// MPO answered, or did not.
    func ended(
        _ invocation: OpenInvocation, row: Int, attempt: Int, _ evidence: MPO.Evidence, _ turn: Turn
    ) {
        bench.touch(invocation)
        var subject =
            invocation.lookUps[row] ?? Subject(outcome: .unknown, reason: "", since: turn.wall)
        subject.lookUps += 1
        let state = TaskQuery.state(on: evidence)
        let finding = state.finding
        bench.log.taskLookedUp(invocation.id, row: row, finding: finding.rawValue)
        let passed = Duration.milliseconds(turn.wall.milliseconds - subject.since.milliseconds)
        let decision = Decision.afterLookUp(
            finding, onUnknown: invocation.mapping.onUnknown,
            taskSurelyExists: subject.outcome == .exists, attempt: attempt,
            isOverdue: passed >= Self.lookUpMax)
        if decision == .lookUp {
            let delay = Self.retry.delay(failures: subject.lookUps, jitter: bench.jitter())
            // Otherwise its record stands: nothing new is known.
            if finding == .running, subject.outcome != .exists {
                subject.outcome = .exists
                remember(subject, row, attempt, of: invocation, delay, turn)
            }
            invocation.lookUps[row] = subject
            invocation.machine.postponeLookUp(
                row, attempt: attempt, until: turn.now.advanced(by: delay))
            return
        }
        invocation.lookUps[row] = nil
        settle(row, attempt, of: invocation, by: decision, subject, state, turn)
    }

    /// MPO has the task: it may never be created a second time, even if MPO forgets it meanwhile.
    private func remember(
        _ subject: Subject, _ row: Int, _ attempt: Int, of invocation: OpenInvocation,
        _ delay: Duration, _ turn: Turn
    ) {
        bench.record(invocation) { step in
            step.exceptions.append(
                ExceptionRecord(
                    row: row, state: .reconciling, attempt: attempt, class: subject.outcome,
                    reason: subject.reason, at: subject.since,
                    dueAt: turn.wall.advanced(by: delay), result: nil))
        }
    }

    private func settle(
        _ row: Int, _ attempt: Int, of invocation: OpenInvocation, by decision: Decision,
        _ subject: Subject, _ state: TaskState, _ turn: Turn
    ) {
        var result: [UInt8]?
        if case .ended(let body, let data) = state {
            result = data.map { Array(body[$0]) } ?? Array("null".utf8)
        }
        let evidence = RowSettlement.Evidence(
            outcome: decision == .succeed ? .done : subject.outcome,
            reason: decision == .succeed ? "" : subject.reason + "; \(state.finding.text)",
            attempt: attempt, sentAt: nil, milliseconds: 0,
            delay: Self.retry.delay(failures: attempt, jitter: bench.jitter()), result: result)
        if settlement.settle(row, of: invocation, by: decision, evidence, turn) {
            bench.outbox.after(.rowsAreDurable(invocation.key, RowRanges(row..<row + 1)))
        }
    }
}

extension TaskState {
    /// What it is, without its data.
    var finding: Decision.Finding {
        switch self {
        case .ended: .ended
        case .running: .running
        case .notFound: .notFound
        case .unclear: .unclear
        }
    }
}

extension Decision.Finding {
    /// For the row's reason.
    var text: String {
        switch self {
        case .ended: "MPO has it"
        case .running: "MPO says that it is still running"
        case .notFound: "MPO knows no such task any more"
        case .unclear: "MPO could not be asked"
        }
    }
}
