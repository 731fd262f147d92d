import Bridge
import Curl
import MPO
import Store

/// Finds out what became of a row of which nobody knows whether its task exists: when MPO's own
/// timeout has surely passed, the main API is asked for the task by its reference. Ended: its data
/// is adopted. Running: asked again. Not found: the mapping's `onUnknown`, as MPO forgets tasks.
///
/// The main API is a target of its own, with a gate of its own (`Executor.lookUps`): that it fails,
/// or limits us, says nothing about the sync server.
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
        var outcome: OutcomeClass
        /// From then on the mapping's `onUnknown` decides, whatever the main API says or does not.
        let overdueAt: MonotonicTime
        var lookUps: Int32 = 0

        /// - Parameters:
        ///   - asked: how long the row has been looked up, by the clock on the wall. That one may
        ///     have jumped.
        ///   - leftMin: so long it goes on being looked up in any case.
        init(
            outcome: OutcomeClass, asked: Duration, leftMin: Duration = .zero, now: MonotonicTime
        ) {
            self.outcome = outcome
            let left = max(lookUpMax - max(asked, .zero), leftMin)
            overdueAt = now.advanced(by: left)
        }
    }

    /// How long a row is looked up before its mapping's `onUnknown` decides after all.
    static let lookUpMax = Duration.seconds(24 * 3_600)
    /// How long a row is looked up after a restart, at least.
    static let restoredLookUpMin = Duration.seconds(3_600)
    /// A question is answered at once, or MPO is not well.
    static let answerMax = Duration.seconds(10)
    private static let retry = RetryPolicy(base: .seconds(2), cap: .seconds(300))

    private let bench: Workbench
    var settings: Settings
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
        ServiceCrashPoint.reached(.lookUpAnswered)
        bench.touch(invocation)
        conclude(TaskQuery.state(on: evidence), on: row, attempt, of: invocation, turn)
    }

    /// What an answer says about the main API as a whole. A trouble is told once, tried on at a
    /// slower pace, and its end is told.
    ///
    /// - Parameters:
    ///   - found: `nil` when it answered the question, whatever it said.
    ///   - retry: how long the main API is left alone.
    func judge(trouble found: String?, retry: Duration) {
        if let found {
            if trouble != found { bench.log.lookUpsFailing(label: found, retry: retry) }
        } else if trouble != nil {
            bench.log.lookUpsMended()
        }
        trouble = found
    }

    /// The main API fails, and the next row's time for it is over: there is nothing to wait for.
    func isHopeless(_ invocation: OpenInvocation, _ now: MonotonicTime) -> Bool {
        guard trouble != nil, let row = invocation.machine.dueLookUp(now: now),
            let subject = invocation.lookUps[row]
        else { return false }
        return subject.overdueAt <= now
    }

    /// Decides on a row without a further question.
    func giveUp(_ row: Int, attempt: Int, of invocation: OpenInvocation, _ turn: Turn) {
        bench.touch(invocation)
        conclude(.unclear(trouble ?? ""), on: row, attempt, of: invocation, turn)
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
        do throws(StoreError) {
            if decision == .lookUp {
                let delay = Self.retry.delay(
                    failures: Int(subject.lookUps), jitter: bench.jitter())
                // Otherwise its record stands: nothing new is known.
                if state.finding == .running, subject.outcome != .exists {
                    subject.outcome = .exists
                    try remember(row, attempt, of: invocation, delay, turn)
                }
                invocation.lookUps[row] = subject
                invocation.machine.postponeLookUp(
                    row, attempt: attempt, until: turn.now.advanced(by: delay))
                return
            }
            try settle(row, attempt, of: invocation, by: decision, subject, state, turn)
            invocation.lookUps[row] = nil
        } catch {
            if error.isFatal { return onStoreFailure(error) }
            // Its record cannot be read now: the row is looked up again, and then decided on.
            bench.log.storeRefused(label: error.label, attempt: 1)
            invocation.lookUps[row] = subject
            invocation.machine.postponeLookUp(
                row, attempt: attempt, until: turn.now.advanced(by: RetryPolicy.store.cap))
            if case .contradiction(let message) = error {
                bench.halt(invocation, nil, reason: "store: \(message)")
            }
        }
    }

    /// MPO has the task: it may never be created a second time, even if MPO forgets it meanwhile.
    private func remember(
        _ row: Int, _ attempt: Int, of invocation: OpenInvocation, _ delay: Duration, _ turn: Turn
    ) throws(StoreError) {
        let record = try record(of: row, of: invocation)
        bench.record(invocation) { step in
            step.exceptions.append(
                ExceptionRecord(
                    row: row, state: .reconciling, attempt: attempt, class: .exists,
                    reason: record?.reason ?? "", at: record?.at ?? turn.wall,
                    dueAt: turn.wall.advanced(by: delay), result: nil))
        }
    }

    /// Why and since when the row is unknown stands there, unless the disk is that far behind.
    private func record(
        of row: Int, of invocation: OpenInvocation
    ) throws(StoreError) -> ExceptionRecord? {
        try bench.reader.exceptions(of: invocation.key, in: row..<row + 1).first
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
            let record = try record(of: row, of: invocation)
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
