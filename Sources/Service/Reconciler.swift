import Bridge
import Curl
import MPO
import Store

/// Finds out what became of a row of which nobody knows whether its task exists: when MPO's own
/// timeout has surely passed, the main API is asked for the task by its reference. Ended: its data
/// is adopted. Running: asked again. Not found: the mapping's `onUnknown`, as MPO forgets tasks.
///
/// The main API is a target of its own: that it fails, or limits us, says nothing about the sync
/// server, and ten thousand rows to look up hold up no call.
final class Reconciler {
    struct Settings {
        /// The main API, without a slash at its end.
        let mainURL: String
        let signer: Signer
        let connectTimeout: Duration
        let firstByteTimeout: Duration
        let bodyTimeout: Duration
        let answerBytesMax: Int
        let policy: OutboundPolicy
    }

    /// What is known of a row while it is looked up; its reason is in the store.
    struct Subject {
        let outcome: OutcomeClass
        /// From then on the mapping's `onUnknown` decides, whatever the main API says or does not.
        let overdueAt: MonotonicTime
        var lookUps: Int32 = 0

        /// - Parameter asked: how long the row has been looked up, by the clock on the wall. That
        ///   one may have jumped: an hour is left in any case.
        init(outcome: OutcomeClass, asked: Duration, now: MonotonicTime) {
            self.outcome = outcome
            let left = max(lookUpMax - max(asked, .zero), restoredLookUpMin)
            overdueAt = now.advanced(by: left)
        }
    }

    /// How long a row is looked up before its mapping's `onUnknown` decides after all.
    static let lookUpMax = Duration.seconds(24 * 3_600)
    /// How long a row is looked up after a restart, at least.
    static let restoredLookUpMin = Duration.seconds(3_600)
    /// A question is answered at once, or MPO is not well.
    static let answerMax = Duration.seconds(10)
    /// Rows that one turn gives up because the main API fails, so that a turn stays short.
    static let givenUpMax = 1_000
    private static let retry = RetryPolicy(base: .seconds(2), cap: .seconds(300))

    private let bench: Workbench
    private let settings: Settings
    private let settlement: RowSettlement
    private let onStoreFailure: @Sendable (StoreError) -> Void
    /// Why the main API did not answer the last question as one that is in order.
    private var trouble: String?

    init(
        _ bench: Workbench, settings: Settings, settlement: RowSettlement,
        onStoreFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.bench = bench
        self.settings = settings
        self.settlement = settlement
        self.onStoreFailure = onStoreFailure
    }

    // MARK: - The main API as a whole

    /// It answered, whatever it said.
    func answered() {
        if trouble != nil { bench.log.lookUpsMended() }
        trouble = nil
    }

    /// It did not answer as one that is in order. Told once, for each kind of trouble.
    func troubled(_ reason: String, retry: Duration) {
        if trouble != reason { bench.log.lookUpsFailing(label: reason, retry: retry) }
        trouble = reason
    }

    /// Whether the main API fails, and the time of the next row is over: there is nothing to wait
    /// for, and no question to ask.
    func isHopeless(_ invocation: OpenInvocation, _ now: MonotonicTime) -> Bool {
        guard trouble != nil, let row = invocation.machine.dueLookUp(now: now),
            let subject = invocation.lookUps[row]
        else { return false }
        return subject.overdueAt <= now
    }

    /// Decides on a row without a question.
    func giveUp(_ row: Int, attempt: Int, of invocation: OpenInvocation, _ turn: Turn) {
        conclude(.unclear(trouble ?? ""), on: row, attempt, of: invocation, turn)
    }

    // MARK: - A question and its answer

    /// Asks for a row's task. A question changes nothing at MPO: it needs no intent on disk.
    func start(
        _ row: Int, attempt: Int, _ pass: TargetGate.Pass, of invocation: OpenInvocation,
        _ turn: Turn
    ) {
        let body = TaskQuery(invocation.mapping).body(invocation.references, row: row)
        let request = TransferRequest(
            method: .post, url: settings.mainURL + settings.signer.path(body: body, now: turn.wall),
            headers: Executor.headers, body: body, connectTimeout: settings.connectTimeout,
            firstByteTimeout: settings.firstByteTimeout,
            totalTimeout: settings.connectTimeout + settings.firstByteTimeout
                + settings.bodyTimeout,
            responseBytesMax: settings.answerBytesMax, policy: settings.policy)
        let tag = bench.transfers.insert(.lookUp(invocation, row: row, attempt: attempt, pass))
        turn.starter.start(request, tag: tag)
    }

    /// MPO answered, or did not.
    func ended(
        _ invocation: OpenInvocation, row: Int, attempt: Int, _ evidence: MPO.Evidence, _ turn: Turn
    ) {
        bench.touch(invocation)
        conclude(TaskQuery.state(on: evidence), on: row, attempt, of: invocation, turn)
    }

    private func conclude(
        _ state: TaskState, on row: Int, _ attempt: Int, of invocation: OpenInvocation,
        _ turn: Turn
    ) {
        var subject =
            invocation.lookUps[row] ?? Subject(outcome: .unknown, asked: .zero, now: turn.now)
        subject.lookUps += 1
        bench.log.taskLookedUp(invocation.id, row: row, finding: state.finding.rawValue)
        let decision = Decision.afterLookUp(
            state.finding, onUnknown: invocation.mapping.onUnknown,
            taskSurelyExists: subject.outcome == .exists, attempt: attempt,
            isOverdue: subject.overdueAt <= turn.now)
        if decision == .lookUp {
            // Its record stands: nothing new is known.
            invocation.lookUps[row] = subject
            let delay = Self.retry.delay(failures: Int(subject.lookUps), jitter: bench.jitter())
            invocation.machine.postponeLookUp(
                row, attempt: attempt, until: turn.now.advanced(by: delay))
            return
        }
        invocation.lookUps[row] = nil
        do throws(StoreError) {
            try settle(row, attempt, of: invocation, by: decision, subject, state, turn)
        } catch {
            onStoreFailure(error)
        }
    }

    private func settle(
        _ row: Int, _ attempt: Int, of invocation: OpenInvocation, by decision: Decision,
        _ subject: Subject, _ state: TaskState, _ turn: Turn
    ) throws(StoreError) {
        var result: [UInt8]?
        if case .ended(let body, let data) = state {
            result = data.map { Array(body[$0]) } ?? Array("null".utf8)
        }
        var reason = ""
        if decision != .succeed {
            // Why the row became unknown stands in its record, unless the disk is that far behind.
            let record = try bench.reader.exceptions(of: invocation.key, in: row..<row + 1).first
            reason = (record.map { $0.reason + "; " } ?? "") + state.finding.text
        }
        let evidence = RowSettlement.Evidence(
            outcome: decision == .succeed ? .done : subject.outcome, reason: reason,
            attempt: attempt, sentAt: nil, milliseconds: 0,
            delay: Self.retry.delay(failures: attempt, jitter: bench.jitter()),
            result: result)
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
