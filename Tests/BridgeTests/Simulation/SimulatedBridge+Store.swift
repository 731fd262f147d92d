import Bridge

/// The disk: units that go to it, and what follows when they are there.
extension SimulatedBridge {
    func record(_ number: Int, _ change: SimulatedRecords.Change? = nil) {
        process.outbox.record(number, change)
    }

    /// One unit is under way at a time. It, or the next one, takes whatever came up meanwhile.
    func submit() {
        if let retryAt = process.storeRetryAt {
            guard now >= retryAt else { return }
            process.storeRetryAt = nil
            write()
            return
        }
        guard !process.outbox.isEmpty else { return }
        if process.unitUnderWay != nil {
            guard !process.isBegun else { return }
            tally.reached(.disk(.joined))
            let later = takeOutbox()
            process.unitUnderWay?.join(later)
            return
        }
        let unit = takeOutbox()
        if unit.steps.count > 1 { tally.reached(.disk(.sharedByInvocations)) }
        process.unitUnderWay = unit
        write()
    }

    private func takeOutbox() -> SimulatedUnit {
        var unit = process.outbox
        process.outbox = SimulatedUnit()
        unit.complete { number in
            guard let invocation = process.invocations[number] else { return nil }
            let progress = invocation.machine.machine.progress
            tally.reached(.invocation(progress.state))
            return progress
        }
        return unit
    }

    private func write() {
        process.isBegun = false
        process.isCommitted = false
        schedule(.commit, after: .milliseconds(generator.number(shape.commitTime)))
    }

    /// The unit reaches the disk: wholly, or not at all because it is full.
    func commit() throws(Violation) {
        guard let unit = process.unitUnderWay else { return }
        process.isBegun = true
        let isFull = isStormy && generator.chance(shape.fullDiskChance)
        if !isFull { try persist(unit) }
        process.isCommitted = !isFull
        tell(isFull ? "the disk is full" : "a unit of \(unit.steps.count) steps is on disk")
        schedule(
            .written(isFull: isFull),
            after: generator.chance(0.5) ? .zero : .milliseconds(generator.number(0...10)))
    }

    func persist(_ unit: SimulatedUnit) throws(Violation) {
        try disk.commit(unit)
        for step in unit.steps {
            for change in step.changes {
                switch change {
                case .batch(let rows):
                    products[step.invocation].acknowledgementIsOnRecord(rows)
                case .reopening(let row): products[step.invocation].revise(row)
                case .correction(let row): products[step.invocation].correct(row)
                case .exception(_, let exception): tally.reached(.row(exception.state))
                default: break
                }
            }
        }
    }

    /// The engine hears of its unit.
    func written(isFull: Bool) throws(Violation) {
        guard let unit = process.unitUnderWay else { return }
        if isFull {
            tally.reached(.disk(.full))
            tally.faults["disk full", default: 0] += 1
            process.storeFailures += 1
            process.storeRetryAt = now.advanced(
                by: RetryPolicy.store.delay(failures: process.storeFailures, jitter: jitter()))
            return
        }
        tally.reached(.disk(.written))
        process.storeFailures = 0
        process.unitUnderWay = nil
        process.isCommitted = false
        for effect in unit.effects {
            if dies() {
                tally.reached(.crash(.betweenEffects))
                return try crash()
            }
            try apply(effect)
        }
    }

    private func apply(_ effect: SimulatedEffect) throws(Violation) {
        switch effect {
        case .send(let call):
            try send(call)
        case .freePlace(let pass):
            process.gate.leftUnsent(pass.target, now: now)
            process.lanes[pass.mapping].gate.leftUnsent(pass.lane, now: now)
        case .rowsAreDurable(let number, let rows):
            try process.invocations[number]?.machine.rowsAreDurable(rows, now: now)
        case .batchIsDurable(let number, let rows):
            try process.invocations[number]?.machine.batchIsDurable(rows, now: now)
        case .pageIsReadable(let number, let row):
            let more = try process.invocations[number]?.machine.pageIsReadable(to: row, now: now)
            process.gate.moreRows(more ?? 0)
            process.lanes[shape.invocations[number].mapping].gate.moreRows(more ?? 0)
        case .pullEndIsDurable(let number):
            try process.invocations[number]?.machine.pullEndIsDurable(now: now)
        case .ended(let number):
            process.invocations[number] = nil
        }
    }
}
