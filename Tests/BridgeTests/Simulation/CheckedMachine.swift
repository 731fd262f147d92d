import Bridge

/// A machine and a naive list of its rows: every event goes to both, every answer of the machine is
/// held against the list, and after each event both must agree.
struct CheckedMachine {
    private(set) var machine: InvocationMachine
    private(set) var ledger: RowLedger
    private var events = 0
    /// The completion is under way.
    private var isEnding = false

    init(_ machine: InvocationMachine, _ ledger: RowLedger) {
        self.machine = machine
        self.ledger = ledger
    }

    /// Counting thousands of rows after each of their events would take for ever.
    private mutating func check(_ now: MonotonicTime) throws(Violation) {
        events += 1
        if ledger.rows.count > 200, events % 256 != 0 { return }
        try ledger.check(machine, now: now)
    }

    // MARK: - Rows

    mutating func claim(
        max: Int, now: MonotonicTime, only kind: InvocationMachine.ClaimKind
    ) throws(Violation) -> InvocationMachine.Claim? {
        guard let claim = machine.claim(max: max, now: now, only: kind) else {
            try check(now)
            return nil
        }
        try demand((1...max).contains(claim.rows.count), "a claim of \(claim.rows), max \(max)")
        try demand(
            claim.rows.upperBound <= ledger.readableTo, "\(claim.rows) are not on disk yet")
        for row in claim.rows {
            let known = ledger.rows[row]
            let state: RowLedger.State =
                kind == .lookUps ? .lookingUp : claim.isException ? .waiting : .fresh
            try demand(known.state == state, "row \(row) is \(known.state) and claimed")
            try demand(claim.attempt == known.attempt, "row \(row): attempt \(claim.attempt)")
            try demand(state == .fresh || known.dueAt <= now, "row \(row) is not due")
            ledger.rows[row].state = .inFlight
        }
        try demand(kind == .calls || claim.rows.count == 1, "a look-up of \(claim.rows)")
        try check(now)
        return claim
    }

    mutating func settle(
        _ rows: Range<Int>, as status: InvocationMachine.FinalStatus, now: MonotonicTime
    ) throws(Violation) {
        machine.settle(rows, as: status)
        for row in rows {
            try demand(ledger.rows[row].state == .inFlight, "row \(row) settles out of turn")
            ledger.rows[row].state = RowLedger.State(status)
        }
        try check(now)
    }

    mutating func postpone(
        _ row: Int, attempt: Int, until dueAt: MonotonicTime, isLookUp: Bool, now: MonotonicTime
    ) throws(Violation) {
        if isLookUp {
            machine.postponeLookUp(row, attempt: attempt, until: dueAt)
        } else {
            machine.postpone(row, attempt: attempt, until: dueAt)
        }
        ledger.rows[row].state = isLookUp ? .lookingUp : .waiting
        ledger.rows[row].attempt = attempt
        ledger.rows[row].dueAt = dueAt
        try check(now)
    }

    mutating func hold(_ row: Int, attempt: Int, now: MonotonicTime) throws(Violation) {
        machine.hold(row)
        ledger.rows[row].state = .held
        ledger.rows[row].attempt = attempt
        try check(now)
    }

    mutating func rowsAreDurable(_ rows: RowRanges, now: MonotonicTime) throws(Violation) {
        machine.rowsAreDurable(rows, now: now)
        for row in rows.ranges.joined() {
            try demand(ledger.rows[row].state.isFinal, "row \(row) is durable and not settled")
            ledger.rows[row].isDurable = true
        }
        try check(now)
    }

    // MARK: - Pages

    mutating func nextPage(
        now: MonotonicTime
    ) throws(Violation) -> InvocationMachine.PageRequest? {
        guard let page = machine.nextPage(now: now) else { return nil }
        try demand(!ledger.isWhole, "a page of a whole data set")
        try demand(page.offset == ledger.rows.count, "a page from \(page.offset) on")
        let rest = (ledger.announced ?? .max) - page.offset
        try demand(
            page.limit == min(rest, ledger.pullLimit) && page.limit > 0, "limit \(page.limit)")
        return page
    }

    mutating func pulled(
        rowCount: Int, request: InvocationMachine.PageRequest, now: MonotonicTime
    ) throws(Violation) -> InvocationMachine.PulledAction {
        let action = machine.pulled(rowCount: rowCount, request: request)
        switch action {
        case .store(let firstRow):
            try demand(firstRow == ledger.rows.count, "a page is stored at \(firstRow)")
            try demand(
                rowCount <= request.limit || (firstRow == 0 && rowCount == ledger.announced),
                "\(rowCount) rows are taken, and \(request.limit) were asked for")
            ledger.rows += Array(repeating: RowLedger.Row(), count: rowCount)
            ledger.isWhole = ledger.rows.count == ledger.announced
        case .finish(let missing):
            try demand(
                missing == (ledger.announced ?? ledger.rows.count) - ledger.rows.count,
                "\(missing) rows are missing")
            ledger.announced = ledger.rows.count
            ledger.isWhole = true
        case .refuse, .refuseDataSet:
            try demand(rowCount > request.limit, "a page of \(rowCount) is refused")
            return action
        }
        try check(now)
        return action
    }

    /// - Returns: how many rows more.
    mutating func pageIsReadable(to row: Int, now: MonotonicTime) throws(Violation) -> Int {
        let more = machine.pageIsReadable(to: row)
        try demand(
            more == max(0, row - ledger.readableTo), "\(more) more rows are readable")
        ledger.readableTo = max(ledger.readableTo, row)
        try check(now)
        return more
    }

    mutating func pullEndIsDurable(now: MonotonicTime) throws(Violation) {
        machine.pullEndIsDurable()
        try check(now)
    }

    mutating func pullFailed(
        now: MonotonicTime, jitter: Double, isOwn: Bool
    ) throws(Violation) {
        _ = machine.pullFailed(now: now, retryAfter: nil, jitter: jitter, isOwn: isOwn)
        try check(now)
    }

    /// - Returns: whether the pull goes on.
    mutating func pageUnreadable(now: MonotonicTime, jitter: Double) throws(Violation) -> Bool {
        let delay = machine.pageUnreadable(now: now, jitter: jitter)
        try check(now)
        return delay != nil
    }

    /// - Returns: whether the pull goes on.
    mutating func pageTooLarge(
        _ request: InvocationMachine.PageRequest, now: MonotonicTime
    ) throws(Violation) -> Bool {
        let goesOn = machine.pageTooLarge(request)
        try demand(goesOn == (request.limit > 1), "a page of one row cannot be smaller")
        if goesOn { ledger.pullLimit = request.limit / 2 }
        try check(now)
        return goesOn
    }

    // MARK: - Batches

    mutating func nextBatch(now: MonotonicTime) throws(Violation) -> RowRanges? {
        guard let batch = machine.nextBatch(now: now) else { return nil }
        let rows = Array(batch.ranges.joined())
        try demand(rows.count == batch.count, "a batch counts itself wrong: \(batch)")
        try demand(
            (1...ledger.plan.pushBatchMax).contains(batch.count),
            "a batch of \(batch.count), at most \(ledger.plan.pushBatchMax)")
        try demand(
            rows == Array(ledger.reportable.prefix(batch.count)), "a batch of \(rows)")
        for row in rows { ledger.rows[row].report = .inBatch }
        try check(now)
        return batch
    }

    mutating func batchAccepted(_ batch: RowRanges, now: MonotonicTime) throws(Violation) {
        machine.batchAccepted(batch)
        for row in batch.ranges.joined() { ledger.rows[row].report = .acknowledged }
        try check(now)
    }

    mutating func batchIsDurable(_ batch: RowRanges, now: MonotonicTime) throws(Violation) {
        machine.batchIsDurable(rowCount: batch.count)
        for row in batch.ranges.joined() { ledger.rows[row].report = .onRecord }
        try check(now)
    }

    mutating func batchFailed(
        _ batch: RowRanges, now: MonotonicTime, jitter: Double, isOwn: Bool
    ) throws(Violation) {
        _ = machine.batchFailed(
            batch, now: now, retryAfter: nil, jitter: jitter, isOwn: isOwn)
        for row in batch.ranges.joined() { ledger.rows[row].report = .none }
        try check(now)
    }

    // MARK: - The end

    mutating func nextEnd(now: MonotonicTime) throws(Violation) -> InvocationMachine.EndAction? {
        guard let action = machine.nextEnd(now: now) else { return nil }
        try demand(ledger.isOver, "it ends before the last row is reported, and that on disk")
        let isNews = ledger.plan.wantsCompletion && !ledger.isNotified
        try demand((action == .notify) == isNews, "it ends by \(action)")
        isEnding = true
        return action
    }

    mutating func completed(now: MonotonicTime) throws(Violation) {
        machine.completed()
        isEnding = false
        ledger.isCompleted = true
        ledger.isNotified = ledger.plan.wantsCompletion
        try check(now)
    }

    mutating func completionFailed(
        now: MonotonicTime, jitter: Double, isOwn: Bool
    ) throws(Violation) {
        _ = machine.completionFailed(
            now: now, retryAfter: nil, jitter: jitter, isOwn: isOwn)
        isEnding = false
        try check(now)
    }

    mutating func halt(
        _ errand: InvocationMachine.ErrandKind, now: MonotonicTime
    ) throws(Violation) {
        machine.halt(errand)
        if errand == .completion { isEnding = false }
        ledger.isHalted = true
        try check(now)
    }

    // MARK: - Acts

    /// Takes a row with a final status up again.
    mutating func reopen(
        _ row: Int, from status: InvocationMachine.FinalStatus, now: MonotonicTime
    ) throws(Violation) -> InvocationMachine.Reopening {
        let reopening = machine.reopen(row, from: status)
        let known = ledger.rows[row]
        let expected: InvocationMachine.Reopening =
            ledger.isHalted || ledger.isCompleted || isEnding
            ? .busy
            : !known.state.isFinal
                ? .notSettled
                : !ledger.plan.isReported || known.report == .none
                    ? .reopened(wasReported: false)
                    : known.report == .onRecord ? .reopened(wasReported: true) : .busy
        try demand(reopening == expected, "row \(row) is \(reopening) and not \(expected)")
        guard case .reopened = reopening else { return reopening }
        ledger.rows[row].state = .inFlight
        ledger.rows[row].isDurable = false
        ledger.rows[row].report = .none
        try check(now)
        return reopening
    }

    /// Lets a held row go.
    mutating func release(_ row: Int, now: MonotonicTime) throws(Violation) -> Bool {
        try demand(ledger.rows[row].state == .held, "row \(row) is not held")
        let isReleased = machine.release(row)
        try demand(isReleased != (ledger.isHalted || ledger.isCompleted), "a row is let go")
        if isReleased { ledger.rows[row].state = .inFlight }
        try check(now)
        return isReleased
    }

    // MARK: - Rest

    /// Whether it may give up its place: neither a moment that has come nor a call needs it.
    func canRest(now: MonotonicTime) throws(Violation) -> Bool {
        guard machine.isAtRest, machine.progress.state.isOpen, !machine.isClaimable(now: now),
            !machine.isBatchDue(now: now), !machine.isPageDue(now: now),
            !machine.isEndDue(now: now)
        else { return false }
        for (index, row) in ledger.rows.enumerated() {
            try demand(
                row.state != .inFlight && row.isDurable == row.state.isFinal
                    && row.report != .inBatch && row.report != .acknowledged
                    && index < ledger.readableTo, "it rests while row \(index) is in motion")
        }
        return true
    }

    /// What it knew before it rested.
    mutating func recall(_ memory: InvocationMachine.Memory, pullLimit: Int) {
        machine.recall(memory)
        ledger.pullLimit = pullLimit
    }
}
