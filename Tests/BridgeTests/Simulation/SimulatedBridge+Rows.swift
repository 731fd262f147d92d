import Bridge

/// Rows: claimed, sent to MPO, settled.
extension SimulatedBridge {
    func policy(of number: Int) -> UnknownPolicy {
        shape.mappings[shape.invocations[number].mapping].policy
    }

    // MARK: - Who is next

    /// As the daemon has it: more than one, few enough that nobody is stuck.
    private static let callsInRowMax = 16

    func queueForMPO(_ number: Int) {
        guard let invocation = process.invocations[number] else { return }
        let machine = invocation.machine.machine
        if !invocation.isQueuedForMPO, machine.isClaimable(now: now, only: .calls) {
            process.invocations[number]?.isQueuedForMPO = true
            process.lanes[shape.invocations[number].mapping].queue.append(number)
        }
        if !invocation.isQueuedForLookUps, machine.isClaimable(now: now, only: .lookUps) {
            process.invocations[number]?.isQueuedForLookUps = true
            process.lookUpQueue.append(number)
        }
    }

    /// Claims rows for as many calls as may be under way. - Returns: whether any was.
    func fill() throws(Violation) -> Bool {
        var began = try fillLookUps()
        while let mapping = nextLane() {
            let operations = shape.mappings[mapping].operationsPerCall
            let number = process.lanes[mapping].queue.removeFirst()
            guard process.invocations[number] != nil else { continue }
            process.invocations[number]?.isQueuedForMPO = false
            var calls = 0
            while calls < Self.callsInRowMax, admits(mapping, operations),
                let claim = try process.invocations[number]?.machine.claim(
                    max: operations, now: now, only: .calls)
            {
                try start(claim, of: number, mapping)
                calls += 1
                began = true
            }
            queueForMPO(number)
        }
        return began
    }

    private func admits(_ mapping: Int, _ operations: Int) -> Bool {
        guard process.lanes[mapping].gate.admits(operations: operations, now: now) else {
            tally.reached(.gate(.closedForMapping))
            return false
        }
        guard process.gate.admits(operations: operations, now: now) else {
            tally.reached(.gate(.closedForTarget))
            if process.gate.admissible(now) > 0 { tally.reached(.gate(.closedByRate)) }
            return false
        }
        return true
    }

    /// The lane with the fewest calls in flight among those whose first entry may leave.
    private func nextLane() -> Int? {
        var best: Int?
        for mapping in process.lanes.indices where !process.lanes[mapping].queue.isEmpty {
            guard admits(mapping, shape.mappings[mapping].operationsPerCall) else { continue }
            let lane = process.lanes[mapping]
            if let earlier = best.map({ process.lanes[$0] }),
                (earlier.gate.callsInFlight, earlier.servedAt)
                    <= (lane.gate.callsInFlight, lane.servedAt)
            {
                continue
            }
            best = mapping
        }
        process.turns += 1
        if let best { process.lanes[best].servedAt = process.turns }
        return best
    }

    /// When there may be room again without an event.
    func gateOpensAt() -> MonotonicTime? {
        var opens: MonotonicTime?
        func consider(_ one: MonotonicTime?, _ other: MonotonicTime?) {
            guard let one, let other else { return }
            opens = min(opens ?? .init(nanoseconds: .max), max(one, other))
        }
        for (mapping, lane) in process.lanes.enumerated() where !lane.queue.isEmpty {
            let operations = shape.mappings[mapping].operationsPerCall
            consider(
                lane.gate.opensAt(operations: operations, now: now),
                process.gate.opensAt(operations: operations, now: now))
        }
        if !process.lookUpQueue.isEmpty {
            consider(
                process.lookUpGate.opensAt(operations: 1, now: now),
                process.gate.opensToGuestAt(operations: 1, now: now))
        }
        return opens
    }

    // MARK: - From rows to a call

    private func start(
        _ claim: InvocationMachine.Claim, of number: Int, _ mapping: Int
    ) throws(Violation) {
        let unmappable = shape.invocations[number].unmappableRows
        var rows: [Int] = []
        record(number)
        for row in claim.rows {
            if unmappable.contains(row) {
                _ = try settle(row, of: number, by: .fail, attempt: claim.attempt, delay: .zero)
                process.outbox.effects.append(
                    .rowsAreDurable(number, RowRanges(row..<row + 1)))
                continue
            }
            rows.append(row)
            guard claim.isException else { continue }
            record(
                number,
                .exception(row: row, .init(state: .sending, attempt: claim.attempt, at: now)))
        }
        let pass = SimulatedPass(
            mapping: mapping, target: process.gate.entered(operations: rows.count, now: now),
            lane: process.lanes[mapping].gate.entered(operations: rows.count, now: now))
        guard !rows.isEmpty else {
            process.outbox.effects.append(.freePlace(pass))
            return
        }
        process.callNumber += 1
        process.calls[process.callNumber] = SimulatedCall(
            invocation: number, pass: pass, claim: claim, rows: rows)
        process.outbox.effects.append(.send(call: process.callNumber))
    }

    /// The intent is on disk: the call leaves.
    func send(_ callNumber: Int) throws(Violation) {
        guard var call = process.calls[callNumber], let records = disk.invocations[call.invocation]
        else { return }
        for row in call.rows {
            let exception = records.exceptions[row]
            let isOnDisk =
                call.claim.isException
                ? exception?.state == .sending && exception?.attempt == call.claim.attempt
                : records.progress.claimedTo > row && exception == nil
            try demand(
                isOnDisk && records.status(of: row) == nil, "row \(row) leaves before its intent")
        }
        call.sentAt = now
        call.fault = callFault()
        tally.reached(.call(call.fault))
        if call.fault != .none { tally.faults[call.fault.rawValue, default: 0] += 1 }
        call.answers = try mpo.receive(
            call.rows, of: call.invocation, attempt: call.claim.attempt, call.fault, now: now,
            &generator)
        tell("call \(callNumber) of \(call.invocation), rows \(call.rows): \(call.fault)")
        callLog.append((now, call.invocation, call.fault.isTargetWell))
        process.calls[callNumber] = call
        schedule(.callEnds(callNumber), after: min(delay(), shape.settleTime))
    }

    private func callFault() -> CallFault {
        if let outage = shape.outage, outage.contains(at(0).duration(to: now)) {
            return CallFault.outages.randomElement(using: &generator) ?? .connectionRefused
        }
        guard isStormy, generator.chance(shape.faultChance) else { return .none }
        return CallFault.allCases.randomElement(using: &generator) ?? .none
    }

    // MARK: - From a call to its rows

    func callEnds(_ callNumber: Int) throws(Violation) {
        guard let call = process.calls.removeValue(forKey: callNumber) else { return }
        let number = call.invocation
        let delay = release(call)
        var final = RowRanges()
        var hasResult = false
        for (row, answer) in zip(call.rows, call.answers) {
            mpo.tell(row, of: number, answer)
            if answer.outcome == .done, !call.claim.isException {
                hasResult = true
                tally.reached(.outcome(.done, .succeed))
                try process.invocations[number]?.machine.settle(
                    row..<row + 1, as: .succeeded, now: now)
                final.insert(row..<row + 1)
                continue
            }
            if try settleAlone(row, answer, of: call, delay: delay) {
                final.insert(row..<row + 1)
            }
        }
        if hasResult { record(number, .call(call.claim.rows)) }
        record(number)
        if !final.isEmpty { process.outbox.effects.append(.rowsAreDurable(number, final)) }
    }

    private func settleAlone(
        _ row: Int, _ answer: SimulatedMPO.Answer, of call: SimulatedCall, delay: Duration
    ) throws(Violation) -> Bool {
        let attempt = call.claim.attempt
        // A refusal that every row would meet says nothing about this one.
        let decision =
            call.fault == .unauthorized
            ? Decision.sendAgain(spendsAttempt: false)
            : Decision.after(
                answer.outcome, onUnknown: policy(of: call.invocation),
                taskSurelyExists: answer.isSurelyCreated, attempt: attempt,
                canLookUp: process.canLookUp)
        tally.reached(.outcome(answer.outcome, decision))
        if attempt >= Decision.attemptsMax, policy(of: call.invocation) == .retry,
            answer.outcome == .unknown, decision == .reportUnknown
        {
            tally.reached(.attemptsSpent)
        }
        var wait = delay
        if decision == .sendAgain(spendsAttempt: true) || decision == .lookUp {
            let passed = (call.sentAt ?? now).duration(to: now)
            let backoff = RetryPolicy.mpo.delay(failures: attempt, jitter: jitter())
            wait = max(wait, max(backoff, shape.settleTime - passed))
        }
        return try settle(
            row, of: call.invocation, by: decision, attempt: attempt, delay: wait,
            isSurelyCreated: answer.isSurelyCreated || answer.outcome == .exists)
    }

    /// Frees the call's place. - Returns: how long rows that go back to the queue wait.
    private func release(_ call: SimulatedCall) -> Duration {
        let pass = call.pass
        guard call.fault.isTargetWell else {
            process.lanes[pass.mapping].gate.leftUnsent(pass.lane, now: now)
            let isAsked = call.fault.outcome == .notNow
            tally.reached(.gate(isAsked ? .asked : .paused))
            return process.gate.leftFailed(
                pass.target, isAsked ? .asked(toWait: retryAfter()) : .unwell, now: now,
                jitter: jitter())
        }
        let wasPaused = process.gate.state == .open
        process.gate.left(pass.target)
        if wasPaused, process.gate.state != .open { tally.reached(.gate(.recovered)) }
        if process.gate.state == .halfOpen { tally.reached(.gate(.slow)) }
        guard call.fault.isMappingPaused else {
            process.lanes[pass.mapping].gate.left(pass.lane)
            return .zero
        }
        let wish = call.fault == .unauthorized ? .seconds(120) : retryAfter()
        return process.lanes[pass.mapping].gate.leftFailed(
            pass.lane, .asked(toWait: wish), now: now, jitter: jitter())
    }

    func retryAfter() -> Duration? {
        isStormy && generator.chance(0.2) ? .seconds(generator.number(0...200)) : nil
    }

    /// Settles, postpones or holds one claimed row. - Returns: whether that is final.
    func settle(
        _ row: Int, of number: Int, by decision: Decision, attempt: Int, delay: Duration,
        isSurelyCreated: Bool = false
    ) throws(Violation) -> Bool {
        guard var invocation = process.invocations[number] else {
            throw Violation("a row of an invocation that is not open")
        }
        process.invocations[number] = nil
        defer { process.invocations[number] = invocation }
        var exception = SimulatedRecords.Exception(
            state: .succeeded, attempt: attempt, isSurelyCreated: isSurelyCreated, at: now)
        let dueAt = now.advanced(by: delay)
        switch decision {
        case .succeed:
            try invocation.machine.settle(row..<row + 1, as: .succeeded, now: now)
        case .fail:
            exception.state = .failed
            try invocation.machine.settle(row..<row + 1, as: .failed, now: now)
        case .reportUnknown:
            exception.state = .unknown
            try invocation.machine.settle(row..<row + 1, as: .unknown, now: now)
        case .lookUp:
            exception.state = .reconciling
            exception.dueAt = dueAt
            invocation.lookUps[row] = .init(isSurelyCreated: isSurelyCreated, since: now)
            try invocation.machine.postpone(
                row, attempt: attempt, until: dueAt, isLookUp: true, now: now)
        case .hold:
            exception.state = .held
            try invocation.machine.hold(row, attempt: attempt, now: now)
        case .sendAgain(let spendsAttempt):
            exception.state = .waiting
            exception.dueAt = dueAt
            if !spendsAttempt { exception.attempt -= 1 }
            try invocation.machine.postpone(
                row, attempt: exception.attempt + 1, until: dueAt, isLookUp: false, now: now)
        }
        tell("row \(row) of \(number): \(exception.state), attempt \(exception.attempt)")
        record(number, .exception(row: row, exception))
        return exception.state.isFinal
    }
}
