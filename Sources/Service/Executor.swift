import Bridge
import Curl
import JSON
import MPO
import Store

/// Calls MPO: claims rows where there is room, maps them, lets the intent be committed, signs and
/// sends, and settles each row by the class of its outcome.
///
/// Rows are pulled, never pushed: invocations with rows stand in the lane of their mapping and take
/// their turns, so that a small one is not stuck behind a large one, nor a mapping behind a slow
/// one.
final class Executor {
    struct Settings {
        /// Without a slash at its end.
        let syncURL: String
        let signer: Signer
        let classification: Classification
        let timeoutSeconds: Int
        let timeouts: CallTimeouts
        /// The limits of the configured mappings, by name: they hold for whatever started earlier,
        /// too.
        let mappings: [String: Mapping]
        let lookUpGate: TargetGate
        let answerBytesMax: Int
        let sendsReference: Bool
        let policy: OutboundPolicy
    }

    let bench: Workbench
    var settings: Settings
    let settlement: RowSettlement
    /// `nil` when MPO cannot be asked for tasks.
    var reconciler: Reconciler?
    /// MPO, for the calls of all mappings together.
    var gate: TargetGate
    /// One for each mapping. How many there can be is bounded by the names in the store.
    let lanes = LaneBoard(.rows, lanesMax: mappingsMax)
    /// The questions after tasks: another host, hence another breaker, and a part of MPO's places.
    let lookUps: Lane
    /// Why calls of all mappings failed last.
    var lastTrouble: Lane.Trouble?
    var companions = Companions()
    private var scratch = RowMapper.Scratch()
    private let onStoreFailure: @Sendable (StoreError) -> Void

    init(
        _ bench: Workbench, settings: Settings, gate: TargetGate, settlement: RowSettlement,
        reconciler: Reconciler?, onStoreFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.bench = bench
        self.settings = settings
        self.gate = gate
        lookUps = Lane(.lookUps, "main", gate: settings.lookUpGate)
        self.settlement = settlement
        self.reconciler = reconciler
        self.onStoreFailure = onStoreFailure
    }

    /// Mappings with a gate of their own.
    private static let mappingsMax = 10_000

    // MARK: - Who is next

    /// Puts an invocation into its lane if it has rows to claim.
    func queue(_ invocation: OpenInvocation, _ due: InvocationMachine.Due, _ turn: Turn) {
        let entry = Lane.Entry(invocation: invocation, errand: nil, since: turn.now)
        if due.calls, !invocation.isQueuedForMPO {
            invocation.isQueuedForMPO = true
            lanes.append(entry, to: lane(of: invocation))
        }
        if due.lookUps, !invocation.isQueuedForLookUps {
            invocation.isQueuedForLookUps = true
            lookUps.queue.append(entry)
        }
    }

    /// Claims rows for as many calls as may be under way.
    func fill(_ turn: Turn) {
        fillLookUps(turn)
        while bench.readsAgainAt == nil,
            let lane = lanes.next(placesFree: gate.placesFree, turn.now),
            let operations = lane.queue.first?.operations,
            gate.admits(operations: operations, now: turn.now),
            let invocation = lanes.popFirst(lane)?.invocation
        {
            invocation.isQueuedForMPO = false
            var calls = 0
            while calls < Self.callsInRowMax, bench.readsAgainAt == nil,
                gate.admits(operations: operations, now: turn.now),
                lanes.admits(
                    lane, operations: operations, placesFree: gate.placesFree, turn.now),
                let claim = invocation.machine.claim(
                    max: operations, now: turn.now, only: .calls)
            {
                start(claim, of: invocation, lane, turn)
                calls += 1
            }
            queue(invocation, invocation.machine.due(now: turn.now), turn)
        }
    }

    /// Before the calls, since there are few places for look-ups.
    private func fillLookUps(_ turn: Turn) {
        guard let reconciler else { return }
        var givenUp = 0
        while bench.readsAgainAt == nil, let invocation = lookUps.queue.first?.invocation {
            let isHopeless = reconciler.isHopeless(invocation, turn.now)
            guard isHopeless ? givenUp < Self.givenUpMax : lookUpsAdmit(turn.now) else { return }
            _ = lookUps.queue.popFirst()
            invocation.isQueuedForLookUps = false
            if let claim = invocation.machine.claim(max: 1, now: turn.now, only: .lookUps) {
                let row = claim.rows.lowerBound
                if isHopeless {
                    givenUp += 1
                    reconciler.giveUp(row, attempt: claim.attempt, of: invocation, turn)
                } else {
                    let pass = lookUps.gate.entered(operations: 1, now: turn.now)
                    gate.guestEntered(operations: 1)
                    reconciler.start(row, attempt: claim.attempt, pass, of: invocation, turn)
                }
            }
            queue(invocation, invocation.machine.due(now: turn.now), turn)
        }
    }

    private func lookUpsAdmit(_ now: MonotonicTime) -> Bool {
        lookUps.gate.admits(operations: 1, now: now) && gate.admitsGuest(operations: 1, now: now)
    }

    /// Rows that one turn gives up because the main API fails, so that a turn stays short.
    private static let givenUpMax = 1_000

    /// Calls that one invocation may start before it is the next one's turn: more than one, since
    /// its page is at hand; few, so that a small invocation is not stuck behind a large one.
    private static let callsInRowMax = 16

    // MARK: - From rows to a call

    /// Maps the rows of a claim and puts its intent into the outbox; the call leaves after the
    /// commit.
    private func start(
        _ claim: InvocationMachine.Claim, of invocation: OpenInvocation, _ lane: Lane, _ turn: Turn
    ) {
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
        let pass = CallPass(
            target: gate.entered(operations: operations, now: turn.now), lane: lane,
            mapping: lane.gate.entered(operations: operations, now: turn.now))
        guard operations > 0 else {
            bench.outbox.after(.freePlace(pass))
            return
        }
        tellInFlight()
        let call = CallInFlight(
            invocation: invocation, claim: claim, unmapped: unmapped, operations: operations,
            body: body.end(), timeouts: settings.timeouts, pass: pass)
        bench.outbox.after(.send(tag: bench.transfers.insert(.call(call))))
        ServiceCrashPoint.reached(.rowsClaimed)
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
                headers: Self.headers, body: call.body, connectTimeout: call.timeouts.connect,
                firstByteTimeout: call.timeouts.firstByte, totalTimeout: call.timeouts.total,
                responseBytesMax: settings.answerBytesMax, policy: settings.policy)
        }
        ServiceCrashPoint.reached(.intentCommitted)
        companions.leave(turn.now)
        if let request { turn.starter.start(request, tag: tag) }
        ServiceCrashPoint.reached(.callHandedOver)
    }

    static let headers = ["Content-Type: application/json; charset=utf-8"]
}
