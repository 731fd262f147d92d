import Bridge

/// Pages, batches and completions.
extension SimulatedBridge {
    /// One of each kind an invocation, whose turn is drawn. - Returns: whether anything began.
    func startProductCalls() throws(Violation) -> Bool {
        var began = false
        for number in process.invocations.indices.shuffled(using: &generator) {
            for errand in [InvocationMachine.ErrandKind.push, .pull, .completion] {
                if try start(errand, of: number) { began = true }
            }
        }
        return began
    }

    private func start(
        _ errand: InvocationMachine.ErrandKind, of number: Int
    ) throws(Violation) -> Bool {
        guard let machine = process.invocations[number]?.machine.machine else { return false }
        let isDue =
            switch errand {
            case .pull: machine.isPageDue(now: now)
            case .push: machine.isBatchDue(now: now)
            case .completion: machine.isEndDue(now: now)
            }
        guard isDue else { return false }
        guard process.hostGate.admits(operations: 1, now: now) else {
            tally.reached(.gate(.closedForHost))
            return false
        }
        return switch errand {
        case .pull: try startPage(number)
        case .push: try startBatch(number)
        case .completion: try startEnd(number)
        }
    }

    /// When the product's host may be called again, if somebody waits for that.
    func hostOpensAt() -> MonotonicTime? {
        let isWanted = process.invocations.contains { invocation in
            guard let machine = invocation?.machine.machine else { return false }
            return machine.isPageDue(now: now) || machine.isBatchDue(now: now)
                || machine.isEndDue(now: now)
        }
        return isWanted ? process.hostGate.opensAt(operations: 1, now: now) : nil
    }

    private func pushFault() -> PushFault {
        guard isStormy else { return .none }
        if generator.chance(shape.refusalChance) { return .refused }
        guard generator.chance(shape.faultChance) else { return .none }
        return [.lost, .acknowledgementLost, .later].randomElement(using: &generator) ?? .none
    }

    /// The host's part of a call that ended: whether it is well, or asked for patience.
    private func leaveHost(_ pass: TargetGate.Pass, isWell: Bool, isAsked: Bool = false) {
        guard !isWell else { return process.hostGate.left(pass) }
        _ = process.hostGate.leftFailed(
            pass, isAsked ? .asked(toWait: retryAfter()) : .unwell, now: now, jitter: jitter())
    }

    // MARK: - Pages

    private func pageFault() -> PageFault {
        guard isStormy else { return .none }
        if generator.chance(shape.refusalChance) { return .refused }
        if generator.chance(shape.faultChance) {
            return [.unavailable, .short, .unreadable].randomElement(using: &generator) ?? .none
        }
        guard generator.chance(0.15) else { return .none }
        return PageFault.allCases.filter { $0 != .refused }.randomElement(using: &generator)
            ?? .none
    }

    private func startPage(_ number: Int) throws(Violation) -> Bool {
        guard let request = try process.invocations[number]?.machine.nextPage(now: now) else {
            return false
        }
        process.pagesUnderWay += 1
        let pass = process.hostGate.entered(operations: 1, now: now)
        let fault = pageFault()
        tally.reached(.page(fault))
        if fault != .none { tally.faults["page \(fault)", default: 0] += 1 }
        let count = try products[number].page(request, fault, &generator)
        schedule(.pageEnds(number, request, fault, rowCount: count, pass), after: delay())
        return true
    }

    func pageEnds(
        _ number: Int, _ request: InvocationMachine.PageRequest, _ fault: PageFault,
        _ rowCount: Int?, _ pass: TargetGate.Pass
    ) throws(Violation) {
        process.pagesUnderWay -= 1
        leaveHost(pass, isWell: fault != .unavailable)
        tell("page of \(number) from \(request.offset): \(fault), \(rowCount ?? 0) rows")
        guard let rowCount else { return try pageFailed(number, request, fault) }
        let action = try process.invocations[number]?.machine.pulled(
            rowCount: rowCount, request: request, now: now)
        switch action {
        case .store(let firstRow):
            record(number, .page(firstRow..<firstRow + rowCount))
            process.outbox.effects.append(.pageIsReadable(number, to: firstRow + rowCount))
            process.hostGate.moreRows(rowCount)
        case .finish(let missing):
            if missing > 0 { tally.reached(.rowsAreMissing) }
            record(number)
            process.outbox.effects.append(.pullEndIsDurable(number))
        case .refuse, .refuseDataSet:
            tally.reached(.pageIsRefused)
            try halt(number, .pull)
        case nil: break
        }
    }

    private func pageFailed(
        _ number: Int, _ request: InvocationMachine.PageRequest, _ fault: PageFault
    ) throws(Violation) {
        switch fault {
        case .refused:
            try halt(number, .pull)
        case .tooLarge:
            let goesOn = try process.invocations[number]?.machine.pageTooLarge(request, now: now)
            if goesOn == false { try halt(number, .pull) }
        case .unreadable:
            let goesOn = try process.invocations[number]?.machine.pageUnreadable(
                now: now, jitter: jitter())
            if goesOn == false { try halt(number, .pull) }
        default:
            try process.invocations[number]?.machine.pullFailed(
                now: now, jitter: jitter(), isOwn: false)
        }
    }

    // MARK: - Batches

    private func startBatch(_ number: Int) throws(Violation) -> Bool {
        guard let batch = try process.invocations[number]?.machine.nextBatch(now: now),
            let records = disk.invocations[number]
        else { return false }
        process.batchesUnderWay += 1
        let pass = process.hostGate.entered(operations: 1, now: now)
        let fault = pushFault()
        tally.reached(.batch(fault))
        if fault != .none { tally.faults["batch \(fault)", default: 0] += 1 }
        if fault.arrives { try products[number].receive(batch, records) }
        tell("batch of \(number), \(batch.ranges): \(fault)")
        schedule(.batchEnds(number, batch, fault, pass), after: delay())
        return true
    }

    func batchEnds(
        _ number: Int, _ batch: RowRanges, _ fault: PushFault, _ pass: TargetGate.Pass
    ) throws(Violation) {
        process.batchesUnderWay -= 1
        leaveHost(pass, isWell: fault == .none || fault == .refused, isAsked: fault == .later)
        switch fault {
        case .refused:
            try halt(number, .push)
        case .none:
            products[number].acknowledgementArrived(batch)
            try process.invocations[number]?.machine.batchAccepted(batch, now: now)
            record(number, .batch(batch))
            process.outbox.effects.append(.batchIsDurable(number, batch))
        case .lost, .acknowledgementLost, .later:
            try process.invocations[number]?.machine.batchFailed(
                batch, now: now, jitter: jitter(), isOwn: fault != .later)
        }
    }

    // MARK: - The end

    private func startEnd(_ number: Int) throws(Violation) -> Bool {
        guard let action = try process.invocations[number]?.machine.nextEnd(now: now),
            let records = disk.invocations[number]
        else { return false }
        guard action == .notify else {
            try complete(number)
            return true
        }
        process.completionsUnderWay += 1
        let pass = process.hostGate.entered(operations: 1, now: now)
        let fault = pushFault()
        tally.reached(.completion(fault))
        if fault != .none { tally.faults["completion \(fault)", default: 0] += 1 }
        if fault.arrives { try products[number].receiveCompletion(records) }
        tell("completion of \(number): \(fault)")
        schedule(.completionEnds(number, fault, pass), after: delay())
        return true
    }

    func completionEnds(
        _ number: Int, _ fault: PushFault, _ pass: TargetGate.Pass
    ) throws(Violation) {
        process.completionsUnderWay -= 1
        leaveHost(pass, isWell: fault == .none || fault == .refused, isAsked: fault == .later)
        switch fault {
        case .refused:
            try halt(number, .completion)
        case .none:
            products[number].completionAcknowledgementArrived()
            try complete(number)
        case .lost, .acknowledgementLost, .later:
            try process.invocations[number]?.machine.completionFailed(
                now: now, jitter: jitter(), isOwn: fault != .later)
        }
    }

    private func complete(_ number: Int) throws(Violation) {
        try process.invocations[number]?.machine.completed(now: now)
        record(number)
    }

    private func halt(
        _ number: Int, _ errand: InvocationMachine.ErrandKind
    ) throws(Violation) {
        tally.reached(.halted(errand))
        tell("invocation \(number) is halted: \(errand)")
        try process.invocations[number]?.machine.halt(errand, now: now)
        record(number)
    }
}
