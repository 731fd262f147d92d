import Bridge

/// The records of one invocation as they would lie in the store, and the rules that hold for them
/// after every commit. What they must say is counted here anew, row by row and without any cursor.
struct SimulatedRecords {
    struct Exception: Hashable {
        var state: ExceptionState
        /// Attempts that are spent; for `sending` and `reconciling` the one that was sent.
        var attempt: Int
        /// MPO said itself that the task is there.
        var isSurelyCreated = false
        var at: MonotonicTime
        var dueAt: MonotonicTime?
    }

    enum Change {
        case page(Range<Int>)
        /// A call's record: every row of it succeeded that has no exception.
        case call(Range<Int>)
        case exception(row: Int, Exception)
        case batch(RowRanges)
        /// An operator takes a row up again.
        case reopening(row: Int)
        /// The product has heard of that row, and is to hear of it again.
        case correction(row: Int)
    }

    private(set) var progress: Progress
    private(set) var rowCount: Int
    private(set) var calls: [Range<Int>] = []
    private(set) var exceptions: [Int: Exception] = [:]
    private(set) var batches: [RowRanges] = []
    private(set) var corrections: Set<Int> = []
    private let isReportWanted: Bool
    private var isInCall: [Bool]
    private var statuses: [InvocationMachine.FinalStatus?]
    private var isReported: [Bool]

    init(_ progress: Progress, isReportWanted: Bool) {
        self.progress = progress
        self.isReportWanted = isReportWanted
        rowCount = progress.rowsStored
        isInCall = Array(repeating: false, count: rowCount)
        isReported = isInCall
        statuses = Array(repeating: nil, count: rowCount)
    }

    /// The final status of a row, if it has one on record.
    func status(of row: Int) -> InvocationMachine.FinalStatus? {
        row < rowCount ? statuses[row] : nil
    }

    var settledRows: [Int] { (0..<rowCount).filter { statuses[$0] != nil } }

    /// Rows that wait for an operator.
    var heldRows: [Int] { exceptions.filter { $0.value.state == .held }.keys.sorted() }

    // MARK: - A transaction's part

    mutating func commit(_ changes: [Change], _ next: Progress) throws(Violation) {
        let earlier = progress
        var isReopened = false
        for change in changes {
            try apply(change)
            if case .reopening = change { isReopened = true }
        }
        progress = next
        try demand(
            earlier.claimedTo <= next.claimedTo && earlier.rowsStored <= next.rowsStored
                && (next.isWhole || !earlier.isWhole)
                && (next.isNotified || !earlier.isNotified),
            "it goes back from \(earlier) to \(next)")
        try demand(
            isReopened
                || (earlier.settledTo <= next.settledTo && earlier.reportedTo <= next.reportedTo
                    && earlier.settled <= next.settled && earlier.reported <= next.reported
                    && (earlier.state != .completed || next.state == .completed)),
            "it goes back from \(earlier) to \(next)")
        try check()
    }

    private mutating func apply(_ change: Change) throws(Violation) {
        switch change {
        case .page(let rows):
            try demand(rows.lowerBound == rowCount, "a page of \(rows) after \(rowCount) rows")
            rowCount = rows.upperBound
            isInCall += Array(repeating: false, count: rows.count)
            isReported += Array(repeating: false, count: rows.count)
            statuses += Array(repeating: nil, count: rows.count)
        case .call(let rows):
            for row in rows {
                try demand(row < rowCount && !isInCall[row], "two records of row \(row)")
                isInCall[row] = true
                guard exceptions[row] == nil else { continue }
                statuses[row] = .succeeded
            }
            calls.append(rows)
        case .exception(let row, let exception):
            try demand(row < rowCount, "row \(row) is not here")
            // Of a call and its exceptions in one transaction the exceptions win.
            try demand(
                !(exceptions[row]?.state.isFinal ?? false), "row \(row) is settled twice")
            exceptions[row] = exception
            statuses[row] = Self.status(exception.state)
        case .batch(let rows):
            for row in rows.ranges.joined() {
                try demand(status(of: row) != nil, "a batch holds row \(row) without a record")
                try demand(!isReported[row], "row \(row) is in two batches")
                isReported[row] = true
                corrections.remove(row)
            }
            batches.append(rows)
        case .reopening(let row):
            try demand(
                status(of: row) != nil || exceptions[row]?.state == .held,
                "row \(row) is taken up again and had no end")
            exceptions[row]?.state = .waiting
            statuses[row] = nil
        case .correction(let row):
            try demand(row < rowCount && isReported[row], "row \(row) was never reported")
            isReported[row] = false
            corrections.insert(row)
        }
    }

    static func status(_ state: ExceptionState) -> InvocationMachine.FinalStatus? {
        switch state {
        case .succeeded: .succeeded
        case .failed: .failed
        case .unknown: .unknown
        case .waiting, .sending, .reconciling, .held: nil
        }
    }

    /// The cursors and counters of the progress against a plain count of the records.
    private func check() throws(Violation) {
        var settledTo = 0
        var reportedTo = 0
        var counts: (succeeded: Int, failed: Int, unknown: Int, reported: Int) = (0, 0, 0, 0)
        for row in 0..<rowCount {
            if let status = statuses[row] {
                try demand(row < progress.claimedTo, "row \(row) settled and was never claimed")
                switch status {
                case .succeeded: counts.succeeded += 1
                case .failed: counts.failed += 1
                case .unknown: counts.unknown += 1
                }
                if settledTo == row { settledTo += 1 }
            }
            if isReported[row] {
                counts.reported += 1
                if reportedTo == row { reportedTo += 1 }
            }
        }
        try demand(
            progress.succeeded == counts.succeeded && progress.failed == counts.failed
                && progress.unknown == counts.unknown && progress.reported == counts.reported,
            "the records say \(counts): \(progress)")
        try demand(progress.settledTo == settledTo, "settled to \(settledTo): \(progress)")
        let wanted = isReportWanted ? reportedTo : settledTo
        try demand(progress.reportedTo == wanted, "reported to \(wanted): \(progress)")
        try demand(
            progress.rowsStored == rowCount && progress.claimedTo <= rowCount,
            "\(rowCount) rows are stored: \(progress)")
        let isOver = settledTo == rowCount && (!isReportWanted || reportedTo == rowCount)
        try demand(
            (progress.state != .completing && progress.state != .completed)
                || (isOver && progress.isWhole), "completing before its time: \(progress)")
    }

    // MARK: - What a new process finds

    /// As the daemon's activator reads it.
    func found(
        canLookUp: Bool, waitMax: Duration, now: MonotonicTime
    ) -> InvocationMachine.Restored {
        var found = InvocationMachine.Restored()
        let from = progress.reportedTo
        for call in calls where call.upperBound > from {
            found.settled.insert(call.clamped(to: from..<Int.max))
        }
        for (row, exception) in exceptions.sorted(by: { $0.key < $1.key }) where row >= from {
            if exception.state.isFinal {
                found.settled.insert(row..<row + 1)
                continue
            }
            found.settled.remove(row..<row + 1)
            switch exception.state {
            case .waiting:
                found.waiting.append(
                    (row, exception.attempt + 1, exception.wait(atMost: waitMax, now)))
            case .reconciling where canLookUp:
                found.lookUps.append(
                    (row, exception.attempt, exception.wait(atMost: RetryPolicy.mpo.cap, now)))
            case .held: found.held.insert(row..<row + 1)
            default: break
            }
        }
        for batch in batches {
            for range in batch.ranges where range.upperBound > from {
                found.reported.insert(range.clamped(to: from..<Int.max))
            }
        }
        for row in corrections { found.reported.remove(row..<row + 1) }
        return found
    }

    /// The same, row by row: rows in flight are those whose outcome is lost.
    func ledger(
        plan: InvocationMachine.Plan, canLookUp: Bool, waitMax: Duration, now: MonotonicTime
    ) -> RowLedger {
        var ledger = RowLedger(plan: plan, progress: progress.resumed.reopened)
        for row in 0..<rowCount {
            if let status = statuses[row] {
                ledger.rows[row].state = RowLedger.State(status)
                ledger.rows[row].isDurable = true
            } else if let exception = exceptions[row] {
                ledger.rows[row].restore(exception, canLookUp: canLookUp, waitMax: waitMax, now)
            } else if row < progress.claimedTo {
                ledger.rows[row].state = .inFlight
            }
            if isReported[row] { ledger.rows[row].report = .onRecord }
        }
        return ledger
    }
}

extension SimulatedRecords.Exception {
    /// How long the row still has to wait.
    func wait(atMost limit: Duration, _ now: MonotonicTime) -> Duration {
        min(max(.zero, now.duration(to: dueAt ?? now)), limit)
    }
}

extension RowLedger.Row {
    fileprivate mutating func restore(
        _ exception: SimulatedRecords.Exception, canLookUp: Bool, waitMax: Duration,
        _ now: MonotonicTime
    ) {
        attempt = exception.attempt
        switch exception.state {
        case .waiting:
            state = .waiting
            attempt += 1
            dueAt = now.advanced(by: exception.wait(atMost: waitMax, now))
        case .reconciling where canLookUp:
            state = .lookingUp
            dueAt = now.advanced(by: exception.wait(atMost: RetryPolicy.mpo.cap, now))
        case .held: state = .held
        case .succeeded, .failed, .unknown, .sending, .reconciling: state = .inFlight
        }
    }
}
