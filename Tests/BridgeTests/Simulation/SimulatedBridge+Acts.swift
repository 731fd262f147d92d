import Bridge

/// What operators do, and who gives up a place.
extension SimulatedBridge {
    // MARK: - Acts

    /// An operator does something to some invocation of which no row's record is on its way to the
    /// disk: what the store says of a row is how things stand. (The daemon waits until nothing at
    /// all is on its way.)
    func act() throws(Violation) {
        guard isStormy else { return }
        schedule(.act, after: .milliseconds(generator.number(1...4_000)))
        guard generator.chance(shape.actChance) else { return }
        let number = generator.number(0...shape.invocations.count - 1)
        guard !process.outbox.changesRows(of: number),
            process.unitUnderWay?.changesRows(of: number) != true,
            let records = disk.invocations[number], number <= process.last
        else { return }
        if records.progress.state == .halted {
            // Until it is forgotten, it cannot be taken up from the store.
            guard process.invocations[number] == nil else { return }
            tally.acts += 1
            tally.reached(.act(.resumed))
            tell("an operator resumes invocation \(number)")
            try restore(number)
            record(number)
            return
        }
        let rows = (0..<records.rowCount).filter { row in
            records.exceptions[row].map { ActScope.states.contains($0.state) } ?? false
        }
        guard !rows.isEmpty else { return }
        tally.acts += 1
        if process.invocations[number] == nil {
            if records.progress.state == .completed { tally.reached(.act(.completedReopened)) }
            try restore(number)
        }
        let resolution = [RowLedger.State.succeeded, .failed, nil].randomElement(using: &generator)
        let isOne = generator.chance(0.5)
        let first = isOne ? rows.randomElement(using: &generator) : nil
        for row in rows where first == nil || row == first {
            guard let exception = records.exceptions[row] else { continue }
            try act(on: row, of: number, exception, resolution ?? nil)
        }
    }

    private func act(
        on row: Int, of number: Int, _ exception: SimulatedRecords.Exception,
        _ resolution: RowLedger.State?
    ) throws(Violation) {
        var wasReported = false
        if let status = SimulatedRecords.status(exception.state) {
            let reopening = try process.invocations[number]?.machine.reopen(
                row, from: status, now: now)
            guard case .reopened(let isReported) = reopening else {
                return tally.reached(.act(.busy))
            }
            wasReported = isReported
            tally.reached(.act(.reopened))
        } else {
            let isReleased = try process.invocations[number]?.machine.release(row, now: now)
            guard isReleased == true else { return tally.reached(.act(.busy)) }
            tally.reached(.act(.released))
        }
        tell("an operator takes row \(row) of \(number) up: \(exception.state)")
        record(number, .reopening(row: row))
        if wasReported {
            tally.reached(.act(.corrected))
            record(number, .correction(row: row))
        }
        switch resolution {
        case .succeeded, .failed:
            resolvedByHand.insert([number, row])
            let isGood = resolution == .succeeded
            tally.reached(.act(isGood ? .resolvedAsSucceeded : .resolvedAsFailed))
            _ = try settle(
                row, of: number, by: isGood ? .succeed : .fail, attempt: exception.attempt,
                delay: .zero)
            process.outbox.effects.append(.rowsAreDurable(number, RowRanges(row..<row + 1)))
        default:
            tally.reached(.act(.retried))
            mpo.allowRepeat(row, of: number)
            // If it may have a task: the next number, so that a reference that is taken leads to
            // "exists", and a refusal says nothing.
            let isWithoutTask =
                exception.state == .failed && !resolvedByHand.contains([number, row])
            _ = try settle(
                row, of: number, by: .sendAgain(spendsAttempt: !isWithoutTask),
                attempt: exception.attempt, delay: .zero)
        }
    }

    // MARK: - Rest

    /// Those that only wait give up their place when others want it, and now and then without.
    func rest() throws(Violation) {
        guard isPlaceWanted || (isStormy && generator.chance(0.05)) else { return }
        for number in process.invocations.indices {
            guard let invocation = process.invocations[number], canRest(number) else { continue }
            guard try invocation.machine.canRest(now: now) else { continue }
            let machine = invocation.machine.machine
            tally.reached(.rested(hasMemory: machine.memory != nil))
            tell("invocation \(number) gives up its place")
            process.resting[number] = SimulatedMemory(
                machine: machine.memory, pullLimit: invocation.machine.ledger.pullLimit,
                wakeAt: machine.nextWake(now: now))
            process.invocations[number] = nil
        }
    }

    /// Somebody waits for a place.
    var isPlaceWanted: Bool {
        roomForInvocations <= 0
            && (process.isBehind
                || process.resting.values.contains { $0.wakeAt.map { $0 <= now } ?? false })
    }

    func canRest(_ number: Int) -> Bool {
        guard let invocation = process.invocations[number], !invocation.isQueuedForMPO,
            !invocation.isQueuedForLookUps, !process.hasRecordUnderWay(number)
        else { return false }
        let machine = invocation.machine.machine
        return machine.isAtRest && machine.progress.state.isOpen && !machine.isClaimable(now: now)
            && !machine.isBatchDue(now: now) && !machine.isPageDue(now: now)
            && !machine.isEndDue(now: now)
    }
}
