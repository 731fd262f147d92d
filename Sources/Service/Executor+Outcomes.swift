import Bridge
import Curl
import JSON
import MPO
import Store

/// What follows from the end of a call.
extension Executor {
    func ended(
        _ call: CallInFlight, _ result: Result<TransferResponse, TransferError>, _ turn: Turn
    ) {
        ServiceCrashPoint.reached(.callAnswered)
        companions.end(leftAt: call.startedAt, turn.now)
        let rows = call.operationRows
        let sent = SentCall(
            references: settings.sendsReference ? call.invocation.references : nil, rows: rows,
            isRepeat: call.claim.attempt > 1)
        let verdict = settings.classification.verdict(
            on: MPO.Evidence(result), sent: sent,
            now: RetryAfter.reference(date: try? result.get().date, wall: turn.wall))
        bench.metrics.callEnded(verdict, after: result.totalTime)
        // A probe was signed long after the refusal that it follows.
        if case .signAnewThenHalt = verdict.followUp, !call.isSignedAnew,
            !call.pass.mapping.isProbe,
            verdict.operations.allSatisfy(Self.isRefusedAlike)
        {
            // Our clock may have been put right since; nothing was created, for any of its rows.
            var again = call
            again.isSignedAnew = true
            send(bench.transfers.insert(.call(again)), turn)
            return
        }
        var call = call
        call.connectedAt = call.startedAt.advanced(by: result.connectTime)
        release(call, verdict, result, turn)
        if verdict.isDone, !call.claim.isException, call.unmapped.isEmpty {
            succeed(call, verdict, turn)
        } else {
            settle(call, rows, verdict, turn)
        }
    }

    /// Refused for something that has nothing to do with the row: every row would be.
    private static func isRefusedAlike(_ operation: OperationVerdict) -> Bool {
        operation.outcome == .refused
            && (operation.label == .authentication || operation.label == .redirected)
    }

    /// A question after a task has ended.
    func lookUpEnded(
        _ invocation: OpenInvocation, row: Int, attempt: Int, _ pass: TargetGate.Pass,
        _ result: Result<TransferResponse, TransferError>, _ turn: Turn
    ) {
        let evidence = MPO.Evidence(result)
        let trouble = TaskQuery.trouble(evidence)
        bench.metrics.lookUps.add(trouble == nil ? .answered : .failed)
        bench.metrics.lookUpDurations.observe(result.totalTime)
        if let trouble { lookUps.lastTrouble = Lane.Trouble(trouble, at: turn.wall) }
        let retry = releaseLookUp(pass, result, isWell: trouble == nil, turn)
        reconciler?.judge(trouble: trouble, retry: retry)
        reconciler?.ended(invocation, row: row, attempt: attempt, evidence, turn)
    }

    /// The ordinary end: every row of a first attempt has its result.
    private func succeed(_ call: CallInFlight, _ verdict: CallVerdict, _ turn: Turn) {
        let rows = call.claim.rows
        var results: [UInt8] = []
        results.reserveCapacity(verdict.body.count)
        results.append(UInt8(ascii: "["))
        for index in verdict.operations.indices {
            Self.append(verdict.operations[index].data, of: verdict, to: &results)
        }
        results.append(UInt8(ascii: "]"))
        call.invocation.machine.settle(rows, as: .succeeded)
        bench.metrics.settled(.succeeded, rows.count, call.invocation.counters)
        bench.record(call.invocation) { step in
            step.calls.append(call.record(results, turn))
        }
        bench.outbox.after(.rowsAreDurable(call.invocation.key, RowRanges(rows)))
    }

    /// Row by row: some failed, wait, or are nobody knows where.
    private func settle(
        _ call: CallInFlight, _ rows: [Int], _ verdict: CallVerdict, _ turn: Turn
    ) {
        tell(call, verdict)
        let invocation = call.invocation
        var results: [UInt8] = [UInt8(ascii: "[")]
        var final = RowRanges()
        var hasResult = false
        var operations = zip(rows, verdict.operations).makeIterator()
        var next = operations.next()
        for row in call.claim.rows {
            guard let (operationRow, operation) = next, operationRow == row else {
                Self.appendNull(to: &results)
                continue
            }
            next = operations.next()
            if operation.outcome == .done, !call.claim.isException {
                hasResult = true
                Self.append(operation.data, of: verdict, to: &results)
                invocation.machine.settle(row..<row + 1, as: .succeeded)
                bench.metrics.settled(.succeeded, 1, invocation.counters)
                final.insert(row..<row + 1)
                continue
            }
            Self.appendNull(to: &results)
            if settleAlone(row, operation, of: call, verdict, turn) {
                final.insert(row..<row + 1)
            }
        }
        results.append(UInt8(ascii: "]"))
        bench.record(invocation) { step in
            if hasResult { step.calls.append(call.record(results, turn)) }
        }
        if !final.isEmpty { bench.outbox.after(.rowsAreDurable(invocation.key, final)) }
    }

    private func settleAlone(
        _ row: Int, _ operation: OperationVerdict, of call: CallInFlight, _ verdict: CallVerdict,
        _ turn: Turn
    ) -> Bool {
        // A refusal that every row would meet says nothing about this one: it waits for the mend.
        let decision =
            Self.isRefusedAlike(operation)
            ? Decision.sendAgain(spendsAttempt: false)
            : Decision.after(
                operation.outcome, onUnknown: call.invocation.mapping.onUnknown,
                taskSurelyExists: operation.isSurelyCreated, attempt: call.claim.attempt,
                canLookUp: settlement.canLookUp)
        var reason = operation.text
        if decision == .reportUnknown || decision == .hold || decision == .lookUp {
            reason += ": " + settlement.note(on: row, of: call.invocation)
        }
        let result = operation.data.map { Array(verdict.body[$0]) } ?? Self.null
        let evidence = RowSettlement.Evidence(
            outcome: operation.isSurelyCreated && operation.outcome == .unknown
                ? .exists : operation.outcome,
            reason: reason, attempt: call.claim.attempt,
            sentAt: call.sentAt, milliseconds: call.milliseconds(turn),
            delay: delayAfter(decision, call, turn), result: result)
        return settlement.settle(row, of: call.invocation, by: decision, evidence, turn)
    }

    /// A row that may have a task waits until MPO's own timeout has surely passed, and longer with
    /// every attempt: an idempotent process is not to be hammered either. One that certainly has
    /// none waits for nothing but the gates, so that it leaves as soon as they open.
    private func delayAfter(
        _ decision: Decision, _ call: CallInFlight, _ turn: Turn
    ) -> Duration {
        guard decision == .sendAgain(spendsAttempt: true) || decision == .lookUp else {
            return .zero
        }
        // MPO's clock cannot have begun before the connection was there.
        let passed = call.connectedAt.duration(to: turn.now)
        let backoff = RetryPolicy.mpo.delay(failures: call.claim.attempt, jitter: bench.jitter())
        return max(backoff, call.timeouts.firstByte - passed)
    }

    /// One line a call, however many of its rows are concerned.
    private func tell(_ call: CallInFlight, _ verdict: CallVerdict) {
        guard let worst = verdict.operations.first(where: { $0.outcome != .done }) else { return }
        bench.log.callFailed(
            call.invocation.id, rows: call.claim.rows, class: worst.outcome,
            label: worst.label.rawValue, transport: verdict.transport,
            attempt: call.claim.attempt)
    }

    private static let null = Array("null".utf8)

    private static func append(
        _ data: Range<Int>?, of verdict: CallVerdict, to results: inout [UInt8]
    ) {
        guard let data else { return appendNull(to: &results) }
        if results.count > 1 { results.append(UInt8(ascii: ",")) }
        ByteCopy.append(verdict.body, data, to: &results)
    }

    private static func appendNull(to results: inout [UInt8]) {
        if results.count > 1 { results.append(UInt8(ascii: ",")) }
        results.append(contentsOf: null)
    }
}

extension CallInFlight {
    /// The rows of the call's operations, in their order.
    var operationRows: [Int] {
        unmapped.isEmpty ? Array(claim.rows) : claim.rows.filter { !unmapped.contains($0) }
    }

    func milliseconds(_ turn: Turn) -> Int {
        Int(startedAt.duration(to: turn.now).inMilliseconds)
    }

    func record(_ results: [UInt8], _ turn: Turn) -> CallRecord {
        CallRecord(
            firstRow: claim.rows.lowerBound, rowCount: claim.rows.count, sentAt: sentAt,
            milliseconds: milliseconds(turn), results: results)
    }
}
