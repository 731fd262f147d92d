import Bridge
import Curl
import MPO
import Store

/// Finds out what became of a row of which nobody knows whether its task exists: when MPO's own
/// timeout has surely passed, the main API is asked for the task by its reference. Ended: its data
/// is adopted. Running: asked again. Not found: the mapping's `onUnknown`, as MPO forgets tasks.
///
/// The main API is a target of its own, with a gate of its own: that it fails, or limits us, says
/// nothing about the sync server, and ten thousand rows to look up take no place from a call.
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
    private static let givenUpMax = 1_000
    private static let retry = RetryPolicy(base: .seconds(2), cap: .seconds(300))

    private let bench: Workbench
    private let settings: Settings
    private let settlement: RowSettlement
    private let onStoreFailure: @Sendable (StoreError) -> Void
    private var gate: TargetGate
    private var queue = FIFO<OpenInvocation>()
    /// Why the main API did not answer the last question as one that is in order.
    private var trouble: String?

    init(
        _ bench: Workbench, settings: Settings, gate: TargetGate, settlement: RowSettlement,
        onStoreFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.bench = bench
        self.settings = settings
        self.gate = gate
        self.settlement = settlement
        self.onStoreFailure = onStoreFailure
    }

    // MARK: - Who is next

    /// Puts an invocation into the queue if one of its tasks is to be looked up.
    func queue(_ invocation: OpenInvocation, _ turn: Turn) {
        guard !invocation.isQueuedForLookUp, invocation.machine.dueLookUp(now: turn.now) != nil
        else { return }
        invocation.isQueuedForLookUp = true
        queue.append(invocation)
    }

    /// Asks for as many tasks as there is room for, one of each invocation in turn.
    func fill(_ turn: Turn) {
        var givenUp = 0
        while let invocation = queue.first {
            let isHopeless = isHopeless(invocation, turn)
            guard isHopeless ? givenUp < Self.givenUpMax : gate.admits(operations: 1, now: turn.now)
            else { return }
            _ = queue.popFirst()
            invocation.isQueuedForLookUp = false
            if let next = invocation.machine.claimLookUp(now: turn.now) {
                if isHopeless {
                    givenUp += 1
                    conclude(.unclear(trouble ?? ""), on: next, of: invocation, turn)
                } else {
                    start(next, of: invocation, turn)
                }
            }
            queue(invocation, turn)
        }
    }

    /// The main API fails, and the next row's time for it is over: there is nothing to wait for.
    private func isHopeless(_ invocation: OpenInvocation, _ turn: Turn) -> Bool {
        guard trouble != nil, let next = invocation.machine.dueLookUp(now: turn.now),
            let subject = invocation.lookUps[next.row]
        else { return false }
        return subject.overdueAt <= turn.now
    }

    /// When there may be room again without an event.
    func wakesAt(_ turn: Turn) -> MonotonicTime? {
        guard let first = queue.first else { return nil }
        return isHopeless(first, turn) ? turn.now : gate.opensAt(operations: 1, now: turn.now)
    }

    // MARK: - A question and its answer

    private func start(
        _ lookUp: InvocationMachine.LookUp, of invocation: OpenInvocation, _ turn: Turn
    ) {
        gate.entered(operations: 1)
        let body = TaskQuery(invocation.mapping).body(invocation.references, row: lookUp.row)
        let request = TransferRequest(
            method: .post, url: settings.mainURL + settings.signer.path(body: body, now: turn.wall),
            headers: Executor.headers, body: body, connectTimeout: settings.connectTimeout,
            firstByteTimeout: settings.firstByteTimeout,
            totalTimeout: settings.connectTimeout + settings.firstByteTimeout
                + settings.bodyTimeout,
            responseBytesMax: settings.answerBytesMax, policy: settings.policy)
        let tag = bench.transfers.insert(.lookUp(invocation, lookUp))
        turn.starter.start(request, tag: tag)
    }

    /// MPO answered, or did not.
    func ended(
        _ invocation: OpenInvocation, _ lookUp: InvocationMachine.LookUp,
        _ result: Result<TransferResponse, TransferError>, _ turn: Turn
    ) {
        bench.touch(invocation)
        let evidence = MPO.Evidence(result)
        judge(result, turn)
        conclude(TaskQuery.state(on: evidence), on: lookUp, of: invocation, turn)
    }

    /// What an answer says about the main API as a whole. A trouble is told once, tried on at a
    /// slower pace, and its end is told.
    private func judge(_ result: Result<TransferResponse, TransferError>, _ turn: Turn) {
        guard let found = TaskQuery.trouble(MPO.Evidence(result)) else {
            gate.left()
            if trouble != nil { bench.log.lookUpsMended() }
            trouble = nil
            return
        }
        let response = try? result.get()
        let wait = RetryAfter.duration(
            response?.retryAfter,
            now: RetryAfter.reference(date: response?.date, wall: turn.wall))
        let delay = gate.leftFailed(now: turn.now, retryAfter: wait, jitter: bench.jitter())
        if trouble != found { bench.log.lookUpsFailing(label: found, retry: delay) }
        trouble = found
    }

    private func conclude(
        _ state: TaskState, on lookUp: InvocationMachine.LookUp, of invocation: OpenInvocation,
        _ turn: Turn
    ) {
        let row = lookUp.row
        var subject =
            invocation.lookUps[row] ?? Subject(outcome: .unknown, asked: .zero, now: turn.now)
        subject.lookUps += 1
        bench.log.taskLookedUp(invocation.id, row: row, finding: state.finding.rawValue)
        let decision = Decision.afterLookUp(
            state.finding, onUnknown: invocation.mapping.onUnknown,
            taskSurelyExists: subject.outcome == .exists, attempt: lookUp.attempt,
            isOverdue: subject.overdueAt <= turn.now)
        if decision == .lookUp {
            // Its record stands: nothing new is known.
            invocation.lookUps[row] = subject
            let delay = Self.retry.delay(failures: Int(subject.lookUps), jitter: bench.jitter())
            invocation.machine.postponeLookUp(
                row, attempt: lookUp.attempt, until: turn.now.advanced(by: delay))
            return
        }
        invocation.lookUps[row] = nil
        do throws(StoreError) {
            try settle(lookUp, of: invocation, by: decision, subject, state, turn)
        } catch {
            onStoreFailure(error)
        }
    }

    private func settle(
        _ lookUp: InvocationMachine.LookUp, of invocation: OpenInvocation, by decision: Decision,
        _ subject: Subject, _ state: TaskState, _ turn: Turn
    ) throws(StoreError) {
        let row = lookUp.row
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
            attempt: lookUp.attempt, sentAt: nil, milliseconds: 0,
            delay: Self.retry.delay(failures: lookUp.attempt, jitter: bench.jitter()),
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
