import Bridge

extension SimulatedBridge {
    /// Something that can happen from outside.
    enum Event {
        case commit
        case callEnds(Int)
        case pageEnds(InvocationMachine.PageRequest)
        case batchEnds(RowRanges)
        case completionEnds
    }

    func events() -> [Event] {
        var events: [Event] = []
        if unitUnderWay != nil { events.append(.commit) }
        for (number, call) in calls.sorted(by: { $0.key < $1.key }) where call.answers != nil {
            events.append(.callEnds(number))
        }
        if let page { events.append(.pageEnds(page)) }
        if let batch { events.append(.batchEnds(batch)) }
        if isCompleting { events.append(.completionEnds) }
        return events
    }

    mutating func happen(_ event: Event) throws(Violation) {
        switch event {
        case .commit: try commit()
        case .callEnds(let number): callEnds(number)
        case .pageEnds(let request): pageEnds(request)
        case .batchEnds(let rows): try batchEnds(rows)
        case .completionEnds: try completionEnds()
        }
    }

    // MARK: - The disk

    private mutating func record(_ changes: SimulatedDisk.Change...) {
        outbox.changes += changes
        outbox.isEmpty = false
    }

    /// One unit is under way at a time; the next one takes whatever came up meanwhile.
    mutating func submit() {
        guard unitUnderWay == nil, !outbox.isEmpty || !outbox.effects.isEmpty else { return }
        outbox.progress = machine.progress
        unitUnderWay = outbox
        outbox = Unit()
    }

    private mutating func commit() throws(Violation) {
        // A full disk: the same unit again, and all that follows waits behind it.
        if generator.chance(faultChance / 4) { return }
        guard let unit = unitUnderWay, let progress = unit.progress else { return }
        unitUnderWay = nil
        try disk.commit(unit.changes, progress)
        for effect in unit.effects {
            switch effect {
            case .send(let number): try send(number)
            case .rowsAreDurable(let rows): machine.rowsAreDurable(rows, now: now)
            case .batchIsDurable(let rows):
                product.acknowledgementIsOnRecord(rows)
                machine.batchIsDurable(rowCount: rows.count)
            case .pageIsReadable(let row): machine.pageIsReadable(to: row)
            case .pullEndIsDurable: machine.pullEndIsDurable()
            }
        }
    }

    // MARK: - What comes next

    /// Asks the machine everything, in any order. - Returns: whether anything began.
    mutating func ask() throws(Violation) -> Bool {
        var began = false
        for question in [0, 1, 2, 3].shuffled(using: &generator) {
            switch question {
            case 0:
                while calls.count < shape.callsInFlightMax, try claim() { began = true }
            case 1:
                guard let request = machine.nextPage(now: now) else { continue }
                try demand(page == nil && request.limit > 0, "two pages, or an empty one")
                page = request
                began = true
            case 2:
                guard let rows = machine.nextBatch(now: now) else { continue }
                try demand(batch == nil, "two batches at a time")
                batch = rows
                began = true
            default:
                guard let action = machine.nextEnd(now: now) else { continue }
                began = true
                if action == .notify { isCompleting = true } else { complete() }
            }
        }
        return began
    }

    private mutating func claim() throws(Violation) -> Bool {
        guard let claim = machine.claim(max: shape.operationsPerCall, now: now) else {
            return false
        }
        try demand(
            claim.rows.upperBound <= disk.progress.rowsStored, "\(claim.rows) are not on disk yet")
        // A row that cannot be mapped fails alone, and the others of its call leave.
        let unmapped = claim.attempt > 1 ? [] : claim.rows.filter { _ in generator.chance(0.05) }
        for row in unmapped {
            if settle(row, by: .fail, attempt: 1, delay: .zero) {
                outbox.effects.append(.rowsAreDurable(RowRanges(row..<row + 1)))
            }
        }
        outbox.isEmpty = false
        let rows = claim.rows.filter { !unmapped.contains($0) }
        if claim.isException {
            for row in rows {
                record(.exception(row: row, .init(state: .sending, attempt: claim.attempt)))
            }
        }
        guard !rows.isEmpty else { return true }
        callCount += 1
        calls[callCount] = Call(claim: claim, rows: rows)
        outbox.effects.append(.send(call: callCount))
        return true
    }

    private mutating func send(_ number: Int) throws(Violation) {
        guard var call = calls[number] else { return }
        for row in call.rows {
            let isOnDisk =
                call.claim.isException
                ? disk.exceptions[row] == .init(state: .sending, attempt: call.claim.attempt)
                : disk.progress.claimedTo > row && disk.status(of: row) == nil
            try demand(isOnDisk, "row \(row) leaves before its intent")
            try mpo.send(row, policy: shape.policy)
        }
        call.answers = SimulatedMPO.answers(
            call.rows, attempt: call.claim.attempt, faultChance: faultChance, &generator)
        calls[number] = call
    }

    // MARK: - What follows from an end

    private mutating func callEnds(_ number: Int) {
        guard let call = calls.removeValue(forKey: number), let answers = call.answers else {
            return
        }
        let delay = RetryPolicy.mpo.delay(failures: generator.number(1...9), jitter: 0.5)
        var final = RowRanges()
        var isRecorded = false
        for row in call.rows {
            guard let answer = answers[row] else { continue }
            mpo.tell(row, answer)
            if answer.outcome == .done, !call.claim.isException {
                machine.settle(row..<row + 1, as: .succeeded)
                isRecorded = true
                final.insert(row..<row + 1)
                continue
            }
            let decision = Decision.after(
                answer.outcome, onUnknown: shape.policy, taskSurelyExists: answer.isSurelyCreated)
            if settle(row, by: decision, attempt: call.claim.attempt, delay: delay) {
                final.insert(row..<row + 1)
            }
        }
        if isRecorded {
            // Before the exceptions of its own rows, as the daemon's one transaction has it; the
            // rows that could not be mapped have theirs from an earlier one.
            outbox.changes.insert(contentsOf: pieces(call).map { .call($0) }, at: 0)
            outbox.isEmpty = false
        }
        if !final.isEmpty { outbox.effects.append(.rowsAreDurable(final)) }
    }

    /// The rows of a call's record, without those that could not be mapped.
    private func pieces(_ call: Call) -> [Range<Int>] {
        var rows = RowRanges()
        for row in call.rows { rows.insert(row..<row + 1) }
        return rows.ranges
    }

    /// Settles, postpones or holds one row. - Returns: whether that is final.
    mutating func settle(
        _ row: Int, by decision: Decision, attempt: Int, delay: Duration
    ) -> Bool {
        let range = row..<row + 1
        var spent = attempt
        let state: ExceptionState
        switch decision {
        case .succeed:
            state = .succeeded
            machine.settle(range, as: .succeeded)
        case .fail:
            state = .failed
            machine.settle(range, as: .failed)
        case .reportUnknown:
            state = .unknown
            machine.settle(range, as: .unknown)
        case .lookUp:
            state = .reconciling
            machine.postponeLookUp(row, attempt: attempt, until: now.advanced(by: delay))
        case .hold:
            state = .held
            machine.hold(row)
        case .sendAgain(let spendsAttempt):
            state = .waiting
            if !spendsAttempt { spent -= 1 }
            machine.postpone(row, attempt: spent + 1, until: now.advanced(by: delay))
        }
        record(.exception(row: row, .init(state: state, attempt: spent)))
        return state.isFinal
    }

    /// Whether a peer refuses us for good this time.
    private mutating func refuses(_ errand: InvocationMachine.ErrandKind) -> Bool {
        guard isStormy, generator.chance(shape.refusalChance) else { return false }
        machine.halt(errand)
        outbox.isEmpty = false
        return true
    }

    private mutating func retryAfter() -> Duration? {
        generator.chance(0.2) ? .seconds(generator.number(0...200)) : nil
    }

    private mutating func jitter() -> Double { Double.random(in: 0...1, using: &generator) }

    private mutating func pageEnds(_ request: InvocationMachine.PageRequest) {
        page = nil
        if refuses(.pull) { return }
        if generator.chance(faultChance) {
            _ = machine.pullFailed(now: now, retryAfter: retryAfter(), jitter: jitter())
            return
        }
        let rest = shape.rowCount - request.offset
        var count = min(request.limit, rest)
        if count > 1, generator.chance(0.2) { count = generator.number(1...count) }
        // A product that knows no limit.
        if isStormy, generator.chance(0.02) { count = rest }
        outbox.isEmpty = false
        switch machine.pulled(rowCount: count, request: request) {
        case .store(let firstRow):
            outbox.effects.append(.pageIsReadable(to: firstRow + count))
        case .finish: outbox.effects.append(.pullEndIsDurable)
        case .refuse, .refuseDataSet: machine.halt(.pull)
        }
    }

    private mutating func batchEnds(_ rows: RowRanges) throws(Violation) {
        batch = nil
        if refuses(.push) { return }
        let isReceived = !generator.chance(faultChance)
        if isReceived { try product.receive(rows, max: shape.plan.pushBatchMax, disk) }
        // The acknowledgement can be lost as well.
        guard isReceived, !generator.chance(faultChance) else {
            _ = machine.batchFailed(rows, now: now, retryAfter: retryAfter(), jitter: jitter())
            return
        }
        product.acknowledgementArrived(rows)
        machine.batchAccepted(rows)
        record(.batch(rows))
        outbox.effects.append(.batchIsDurable(rows))
    }

    private mutating func completionEnds() throws(Violation) {
        isCompleting = false
        if refuses(.completion) { return }
        let isReceived = !generator.chance(faultChance)
        if isReceived { try product.receiveCompletion(isReported: shape.plan.isReported) }
        guard isReceived, !generator.chance(faultChance) else {
            _ = machine.completionFailed(now: now, retryAfter: retryAfter(), jitter: jitter())
            return
        }
        product.completionAcknowledgementArrived()
        complete()
    }

    private mutating func complete() {
        machine.completed()
        outbox.isEmpty = false
    }
}
