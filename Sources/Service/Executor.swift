import Bridge
import Curl
import JSON
import MPO
import Store

/// Calls MPO: claims rows where there is room, maps them, lets the intent be committed, signs and
/// sends, and settles each row by the class of its outcome.
///
/// Rows are pulled, never pushed: invocations with rows stand in a queue and take their turns, so
/// that a small one is not stuck behind a large one.
final class Executor {
    struct Settings {
        /// Without a slash at its end.
        let syncURL: String
        let signer: Signer
        let classification: Classification
        let timeoutSeconds: Int
        let connectTimeout: Duration
        /// The client's own time-out; longer than MPO's, so that MPO's answer comes first.
        let callTimeout: Duration
        /// After this time MPO has surely given up waiting for a process.
        let settleTime: Duration
        let answerBytesMax: Int
        let sendsReference: Bool
        let policy: OutboundPolicy
    }

    let bench: Workbench
    let settings: Settings
    let settlement: RowSettlement
    /// `nil` when MPO cannot be asked for tasks.
    let reconciler: Reconciler?
    var gate: TargetGate
    var pauses = MappingPauses()
    private var queue = FIFO<OpenInvocation>()
    private var scratch = RowMapper.Scratch()
    private let onStoreFailure: @Sendable (StoreError) -> Void

    init(
        _ bench: Workbench, settings: Settings, gate: TargetGate, settlement: RowSettlement,
        reconciler: Reconciler?, onStoreFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.bench = bench
        self.settings = settings
        self.gate = gate
        self.settlement = settlement
        self.reconciler = reconciler
        self.onStoreFailure = onStoreFailure
    }

    // MARK: - Who is next

    /// Puts an invocation into the queue if it has rows to claim.
    func queue(_ invocation: OpenInvocation, _ turn: Turn) {
        guard !invocation.isQueuedForMPO, invocation.machine.isClaimable(now: turn.now) else {
            return
        }
        invocation.isQueuedForMPO = true
        queue.append(invocation)
    }

    /// Claims rows for as many calls as may be under way.
    func fill(_ turn: Turn) {
        for invocation in pauses.takeResumed(turn.now) { queue.append(invocation) }
        while let invocation = queue.first {
            let operations = invocation.mapping.operationsPerCall
            if pauses.isPaused(invocation.mapping.name, now: turn.now) {
                _ = queue.popFirst()
                pauses.park(invocation)
                continue
            }
            guard gate.admits(operations: operations, now: turn.now) else { return }
            _ = queue.popFirst()
            invocation.isQueuedForMPO = false
            var calls = 0
            while calls < Self.callsInRowMax,
                !pauses.isPaused(invocation.mapping.name, now: turn.now),
                gate.admits(operations: operations, now: turn.now),
                let claim = invocation.machine.claim(max: operations, now: turn.now)
            {
                start(claim, of: invocation, turn)
                calls += 1
            }
            queue(invocation, turn)
        }
    }

    /// Calls that one invocation may start before it is the next one's turn: more than one, since
    /// its page is at hand; few, so that a small invocation is not stuck behind a large one.
    private static let callsInRowMax = 16

    /// When there may be room again without an event.
    func wakesAt(_ now: MonotonicTime) -> MonotonicTime? {
        var wake = pauses.nextEnd
        if let first = queue.first {
            let opens = gate.opensAt(operations: first.mapping.operationsPerCall, now: now)
            if let opens { wake = wake.map { min($0, opens) } ?? opens }
        }
        return wake
    }

    // MARK: - From rows to a call

    /// Maps the rows of a claim and puts its intent into the outbox; the call leaves after the
    /// commit.
    private func start(
        _ claim: InvocationMachine.Claim, of invocation: OpenInvocation, _ turn: Turn
    ) {
        if claim.isLookUp, let reconciler {
            gate.entered(operations: 1)
            reconciler.start(
                claim.rows.lowerBound, attempt: claim.attempt, of: invocation, turn)
            return
        }
        var body = CallBody(invocation.operation, timeoutSeconds: settings.timeoutSeconds)
        var unmapped: [Int] = []
        do throws(StoreError) {
            try map(claim, of: invocation, into: &body, &unmapped, turn)
        } catch {
            if error.isFatal { return onStoreFailure(error) }
            giveBack(claim, unmapped: unmapped, of: invocation, error, turn)
            return
        }
        bench.record(invocation) { step in
            guard claim.isException else { return }
            for row in claim.rows where !unmapped.contains(row) {
                step.exceptions.append(
                    ExceptionRecord(
                        row: row, state: .sending, attempt: claim.attempt, class: nil, reason: "",
                        at: turn.wall, dueAt: nil, result: nil))
            }
        }
        let operations = body.operationCount
        // A claim without an operation takes a place, too, until it is on disk: otherwise rows that
        // cannot be mapped would run through a whole data set in one turn.
        gate.entered(operations: operations)
        guard operations > 0 else {
            bench.outbox.after(.freePlace)
            return
        }
        let isProbe = pauses.began(invocation.mapping.name)
        bench.metrics.inFlight(gate.callsInFlight)
        let call = CallInFlight(
            invocation: invocation, claim: claim, unmapped: unmapped, operations: operations,
            body: body.end(), isProbe: isProbe)
        bench.outbox.after(.send(tag: bench.transfers.insert(.call(call))))
    }

    private func map(
        _ claim: InvocationMachine.Claim, of invocation: OpenInvocation, into body: inout CallBody,
        _ unmapped: inout [Int], _ turn: Turn
    ) throws(StoreError) {
        var current: CachedPage?
        var mapper = invocation.mapper
        for row in claim.rows {
            if current.map({ !$0.rows.contains(row) }) ?? true {
                current = try bench.pages.page(of: invocation.key, row: row, bench.reader)
                if let current { mapper = invocation.mapper(for: current) }
            }
            guard let page = current else {
                throw .contradiction("row \(row) of invocation \(invocation.id) has no page")
            }
            body.beginOperation(invocation.references, row: row)
            do throws(RowFault) {
                try mapper.append(
                    row: page.range(of: row), of: page.bytes, to: &body.bytes, &scratch)
                body.endOperation()
            } catch {
                body.abandonOperation()
                unmapped.append(row)
                fail(row, of: invocation, claim, error, turn)
            }
        }
    }

    /// A row that cannot be mapped fails alone; nothing of it is sent.
    private func fail(
        _ row: Int, of invocation: OpenInvocation, _ claim: InvocationMachine.Claim,
        _ fault: RowFault, _ turn: Turn
    ) {
        let evidence = RowSettlement.Evidence(
            outcome: nil, reason: fault.reason, attempt: claim.attempt, sentAt: nil,
            milliseconds: 0, delay: .zero, result: nil)
        _ = settlement.settle(row, of: invocation, by: .fail, evidence, turn)
        bench.outbox.after(.rowsAreDurable(invocation.key, RowRanges(row..<row + 1)))
    }

    /// The intent is on disk: sign and send.
    func send(_ tag: UInt64, _ turn: Turn) {
        var request: TransferRequest?
        bench.transfers.update(tag) { purpose in
            guard case .call(var call) = purpose else { return }
            call.sentAt = turn.wall
            call.startedAt = turn.now
            purpose = .call(call)
            request = TransferRequest(
                method: .post,
                url: settings.syncURL + settings.signer.path(body: call.body, now: turn.wall),
                headers: Self.headers, body: call.body, connectTimeout: settings.connectTimeout,
                totalTimeout: settings.callTimeout, responseBytesMax: settings.answerBytesMax,
                policy: settings.policy)
        }
        if let request { turn.starter.start(request, tag: tag) }
    }

    static let headers = ["Content-Type: application/json; charset=utf-8"]
}
