import Bridge

/// Rows of which nobody knows whether their task exists: MPO is asked for it by its reference.
extension SimulatedBridge {
    private static let retry = RetryPolicy(base: .seconds(2), cap: .seconds(300))

    /// - Returns: whether any look-up began.
    func fillLookUps() throws(Violation) -> Bool {
        var began = false
        while let number = process.lookUpQueue.first {
            guard process.lookUpGate.admits(operations: 1, now: now),
                process.gate.admitsGuest(operations: 1, now: now)
            else {
                tally.reached(.gate(.closedForLookUps))
                return began
            }
            process.lookUpQueue.removeFirst()
            process.invocations[number]?.isQueuedForLookUps = false
            let claim = try process.invocations[number]?.machine.claim(
                max: 1, now: now, only: .lookUps)
            if let claim {
                try demand(process.canLookUp, "a look-up though MPO cannot be asked")
                lookUp(claim.rows.lowerBound, attempt: claim.attempt, of: number)
                began = true
            }
            queueForMPO(number)
        }
        return began
    }

    /// A question changes nothing at MPO: it needs no intent on disk.
    private func lookUp(_ row: Int, attempt: Int, of number: Int) {
        tally.lookUps += 1
        process.lookUpsUnderWay += 1
        process.gate.guestEntered(operations: 1)
        let pass = process.lookUpGate.entered(operations: 1, now: now)
        var finding = Decision.Finding.unclear
        var isTargetWell = true
        let isOut = shape.outage?.contains(at(0).duration(to: now)) ?? false
        if isOut || (isStormy && generator.chance(shape.faultChance)) {
            isTargetWell = generator.chance(0.5)
            tally.faults["look-up not answered", default: 0] += 1
        } else {
            finding = mpo.lookUp(row, of: number, now: now)
        }
        schedule(
            .lookUpEnds(
                SimulatedLookUp(
                    invocation: number, row: row, attempt: attempt, finding: finding,
                    isTargetWell: isTargetWell, pass: pass)),
            after: delay())
    }

    func lookUpEnds(_ lookUp: SimulatedLookUp) throws(Violation) {
        let number = lookUp.invocation
        let row = lookUp.row
        process.lookUpsUnderWay -= 1
        process.gate.guestLeft()
        if lookUp.isTargetWell {
            process.lookUpGate.left(lookUp.pass)
        } else {
            _ = process.lookUpGate.leftFailed(lookUp.pass, .unwell, now: now, jitter: jitter())
        }
        var subject =
            process.invocations[number]?.lookUps[row] ?? .init(isSurelyCreated: false, since: now)
        subject.lookUps += 1
        let decision = Decision.afterLookUp(
            lookUp.finding, onUnknown: policy(of: number),
            taskSurelyExists: subject.isSurelyCreated, attempt: lookUp.attempt,
            isOverdue: subject.since.duration(to: now) >= shape.lookUpMax)
        tally.reached(.lookUp(lookUp.finding, decision))
        tell("row \(row) of \(number) is \(lookUp.finding): \(decision)")
        let delay = Self.retry.delay(
            failures: decision == .lookUp ? subject.lookUps : lookUp.attempt, jitter: jitter())
        if decision == .lookUp {
            let dueAt = now.advanced(by: delay)
            // Otherwise its record stands: nothing new is known.
            if lookUp.finding == .running, !subject.isSurelyCreated {
                subject.isSurelyCreated = true
                record(
                    number,
                    .exception(
                        row: row,
                        .init(
                            state: .reconciling, attempt: lookUp.attempt, isSurelyCreated: true,
                            at: subject.since, dueAt: dueAt)))
            }
            process.invocations[number]?.lookUps[row] = subject
            try process.invocations[number]?.machine.postpone(
                row, attempt: lookUp.attempt, until: dueAt, isLookUp: true, now: now)
            return
        }
        process.invocations[number]?.lookUps[row] = nil
        let isFinal = try settle(
            row, of: number, by: decision, attempt: lookUp.attempt, delay: delay,
            isSurelyCreated: subject.isSurelyCreated)
        if isFinal {
            process.outbox.effects.append(.rowsAreDurable(number, RowRanges(row..<row + 1)))
        }
    }
}
