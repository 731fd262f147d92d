import Bridge

/// The end of a process and the start of the next one.
extension SimulatedBridge {
    var roomForInvocations: Int { shape.activeMax - process.activeCount }

    // MARK: - kill -9

    /// Whatever is not on disk is gone. Calls that have left go on without us.
    func crash() throws(Violation) {
        tell("crash")
        tally.crashes += 1
        noteCrashPlaces()
        if let unit = process.unitUnderWay, !process.isCommitted, process.storeFailures == 0 {
            // The last moment of a transaction: the disk has it, and nobody will ever hear of it.
            if generator.chance(0.5) {
                tally.reached(.crash(.withinCommit))
                try persist(unit)
            } else {
                tally.reached(.crash(.beforeCommit))
            }
        }
        mpo.bridgeCrashed(disk)
        for (number, records) in disk.invocations.enumerated() {
            if let records { products[number].bridgeCrashed(records) }
        }
        forgetEventsOfProcess()
        if isStormy, generator.chance(0.3) { now = now.advanced(by: delay()) }
        // Another configuration: MPO cannot be asked for tasks any more, or again.
        var canLookUp = process.canLookUp
        if isStormy, generator.chance(0.05) {
            canLookUp.toggle()
            if !canLookUp { tally.reached(.lookUpsTakenAway) }
        }
        process = SimulatedProcess(shape, canLookUp: canLookUp)
    }

    private func noteCrashPlaces() {
        var places: [Landmark.CrashPlace] = []
        if process.storeFailures > 0 { places.append(.diskFull) }
        if process.isCommitted { places.append(.betweenCommitAndEffect) }
        if process.calls.values.contains(where: { $0.sentAt != nil }) {
            places.append(.callUnderWay)
        }
        if process.lookUpsUnderWay > 0 { places.append(.lookUpUnderWay) }
        if process.pagesUnderWay > 0 { places.append(.pageUnderWay) }
        if process.batchesUnderWay > 0 { places.append(.batchUnderWay) }
        if process.completionsUnderWay > 0 { places.append(.completionUnderWay) }
        if process.isBehind { places.append(.restarting) }
        if disk.invocations.indices.contains(where: {
            disk.invocations[$0] != nil && $0 > process.last
        }) {
            places.append(.invokeNotHeard)
        }
        if disk.invocations.contains(where: { $0?.progress.state == .halted }) {
            places.append(.whileHalted)
        }
        let isActUnderWay = process.unitUnderWay?.isAct == true && !process.isCommitted
        if process.outbox.isAct || isActUnderWay { tally.reached(.act(.crashedBefore)) }
        if places.isEmpty, process.unitUnderWay == nil, process.outbox.isEmpty {
            places.append(.idle)
        }
        for place in places { tally.reached(.crash(place)) }
    }

    // MARK: - Invocations come

    /// The product invokes; the answer leaves when the data set is on disk.
    func invoke(_ number: Int) {
        if isStormy, generator.chance(shape.fullDiskChance) {
            // 503: the product tries again.
            schedule(.invoke(number), after: .seconds(1))
            return
        }
        tell("invocation \(number) is accepted")
        disk.accept(number, shape.invocations[number])
        // In the order of the commits.
        let heardAt = max(
            now.advanced(by: .milliseconds(generator.number(0...20))), lastHeardAt ?? now)
        lastHeardAt = heardAt
        schedule(.accepted(number), after: now.duration(to: heardAt))
        guard number + 1 < shape.invocations.count else { return }
        let next = at(0).advanced(by: shape.invocations[number + 1].invokedAfter)
        schedule(.invoke(number + 1), after: max(.milliseconds(1), now.duration(to: next)))
    }

    /// A fresh invocation, unless it will be taken up from the store in its turn.
    func take(_ number: Int) throws(Violation) {
        guard number > process.last else { return }
        guard !process.isBehind, roomForInvocations > 0 else {
            process.isBehind = true
            return
        }
        process.last = number
        let shape = shape.invocations[number]
        let machine = InvocationMachine(plan: shape.plan, progress: shape.progress)
        let ledger = RowLedger(plan: shape.plan, progress: shape.progress)
        try ledger.check(machine, now: now)
        process.invocations[number] = SimulatedInvocation(CheckedMachine(machine, ledger))
        freshWork(number, rows: shape.progress.rowsStored)
    }

    /// Work came in: it pays for calls that may fail.
    private func freshWork(_ number: Int, rows: Int) {
        process.gate.freshWork(rows: rows, now: now)
        process.lanes[shape.invocations[number].mapping].gate.freshWork(rows: rows, now: now)
        process.hostGate.freshWork(rows: rows, now: now)
    }

    /// Takes up invocations that only the store knows of, as far as there is room.
    func activate() throws(Violation) {
        for (number, memory) in process.resting.sorted(by: { $0.key < $1.key })
        where roomForInvocations > 0 && memory.wakeAt.map({ $0 <= now }) ?? false {
            try restore(number)
        }
        guard process.isBehind, roomForInvocations > 0 else { return }
        let limit = min(roomForInvocations, 2)
        let numbers = disk.unfinished(after: process.last, limit: limit)
        process.isBehind = numbers.count == limit
        for number in numbers {
            process.last = number
            try restore(number)
            freshWork(number, rows: disk.invocations[number]?.rowCount ?? 0)
        }
    }

    /// Takes an invocation up as the store has it.
    func restore(_ number: Int) throws(Violation) {
        let memory = process.resting.removeValue(forKey: number)
        guard let records = disk.invocations[number] else { return }
        tell("invocation \(number) is taken up: \(records.progress)")
        let plan = shape.invocations[number].plan
        var machine = InvocationMachine(
            plan: plan, progress: records.progress.resumed.reopened)
        // Whoever started the bridge again has perhaps mended what a row waited for; who only comes
        // back to its place has no such hope.
        let waitMax = memory == nil ? .seconds(2) : RetryPolicy.mpo.cap
        let ledger = records.ledger(
            plan: plan, canLookUp: process.canLookUp, waitMax: waitMax, now: now)
        var lost = RowRanges()
        if records.progress.claimedTo > 0 {
            let found = records.found(
                canLookUp: process.canLookUp, waitMax: waitMax, now: now)
            lost = machine.restore(found, now: now)
        }
        let expected = ledger.rows.indices.filter { ledger.rows[$0].state == .inFlight }
        try demand(
            Array(lost.ranges.joined()) == expected, "lost are \(expected) and not \(lost.ranges)")
        try ledger.check(machine, now: now)
        var invocation = SimulatedInvocation(CheckedMachine(machine, ledger))
        if let remembered = memory?.machine {
            invocation.machine.recall(remembered, pullLimit: memory?.pullLimit ?? 1)
        }
        for (row, exception) in records.exceptions {
            tally.reached(.restored(exception.state))
            guard exception.state == .reconciling else { continue }
            invocation.lookUps[row] = .init(
                isSurelyCreated: exception.isSurelyCreated, since: exception.at)
        }
        process.invocations[number] = invocation
        try settleLost(lost, of: number, records)
    }

    /// Rows whose calls ended with an earlier process: nobody can say what became of them.
    private func settleLost(
        _ lost: RowRanges, of number: Int, _ records: SimulatedRecords
    ) throws(Violation) {
        var final = RowRanges()
        for row in lost.ranges.joined() {
            let exception = records.exceptions[row]
            let isSurelyCreated = process.invocations[number]?.lookUps[row]?.isSurelyCreated
            let attempt = exception?.attempt ?? 1
            let decision = Decision.after(
                .unknown, onUnknown: policy(of: number),
                taskSurelyExists: isSurelyCreated ?? false, attempt: attempt,
                canLookUp: process.canLookUp)
            tally.reached(.interrupted(decision))
            let isFinal = try settle(
                row, of: number, by: decision, attempt: attempt, delay: shape.settleTime,
                isSurelyCreated: isSurelyCreated ?? false)
            if isFinal { final.insert(row..<row + 1) }
        }
        if !final.isEmpty { process.outbox.effects.append(.rowsAreDurable(number, final)) }
    }
}
