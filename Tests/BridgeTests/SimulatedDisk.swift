import Bridge

/// What went wrong in a simulated run.
struct Violation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// A rule of the simulation; `text` tells how it was broken.
func demand(_ condition: Bool, _ text: @autoclosure () -> String) throws(Violation) {
    if !condition { throw Violation(text()) }
}

/// The records of one invocation as they would lie in the store, and the rules that hold for them
/// after every commit. What it must hold is counted here anew, row by row and without any cursor.
struct SimulatedDisk {
    struct Exception: Hashable {
        var state: ExceptionState
        /// Attempts that are spent; for `sending` the one that is under way.
        var attempt: Int
    }

    enum Change {
        /// A call's record: every row of it succeeded that has no exception.
        case call(Range<Int>)
        case exception(row: Int, Exception)
        case batch(RowRanges)
    }

    private(set) var progress: Progress
    private(set) var calls: [Range<Int>] = []
    private var rowsOfCalls: Set<Int> = []
    private(set) var exceptions: [Int: Exception] = [:]
    private(set) var batches: [RowRanges] = []

    init(_ progress: Progress) { self.progress = progress }

    /// The final status of a row, if it has one on record.
    func status(of row: Int) -> InvocationMachine.FinalStatus? {
        if let exception = exceptions[row] {
            switch exception.state {
            case .succeeded: return .succeeded
            case .failed: return .failed
            case .unknown: return .unknown
            case .waiting, .sending, .reconciling, .held: return nil
            }
        }
        return rowsOfCalls.contains(row) ? .succeeded : nil
    }

    var settled: [Int] { (0..<progress.rowsStored).filter { status(of: $0) != nil } }

    /// One transaction.
    mutating func commit(_ changes: [Change], _ progress: Progress) throws(Violation) {
        let before = settled.map { ($0, status(of: $0)) }
        for change in changes {
            switch change {
            case .call(let rows):
                try demand(
                    !rows.contains { status(of: $0) != nil }, "a row of \(rows) has a record")
                calls.append(rows)
                rowsOfCalls.formUnion(rows)
            case .exception(let row, let exception):
                // Of a call and its exceptions in one transaction the exceptions win.
                try demand(
                    !(exceptions[row]?.state.isFinal ?? false), "row \(row) is settled twice")
                exceptions[row] = exception
            case .batch(let rows):
                batches.append(rows)
            }
        }
        self.progress = progress
        for (row, status) in before {
            try demand(self.status(of: row) == status, "row \(row) changed its status")
        }
        try check()
    }

    /// The cursors and counters of the progress against a plain count of the records.
    private func check() throws(Violation) {
        let settled = settled
        let reported = batches.flatMap { $0.ranges.flatMap { Array($0) } }
        try demand(Set(reported).count == reported.count, "a row is in two batches: \(batches)")
        try demand(Set(reported).isSubset(of: settled), "a batch holds a row without a record")
        let statuses = settled.compactMap { status(of: $0) }
        try demand(
            progress.succeeded == statuses.count { $0 == .succeeded }
                && progress.failed == statuses.count { $0 == .failed }
                && progress.unknown == statuses.count { $0 == .unknown }
                && progress.reported == reported.count, "miscounted: \(progress)")
        let settledTo = Self.prefix(Set(settled))
        try demand(progress.settledTo == settledTo, "settled to \(settledTo): \(progress)")
        let isReported = !reported.isEmpty || progress.reportedTo < settledTo
        try demand(
            !isReported || progress.reportedTo == Self.prefix(Set(reported)),
            "reported to \(Self.prefix(Set(reported))): \(progress)")
        try demand(
            progress.claimedTo <= progress.rowsStored
                && (settled.last ?? -1) < progress.claimedTo, "a row was never claimed: \(progress)"
        )
    }

    /// How many rows from the first on are in a set.
    private static func prefix(_ rows: Set<Int>) -> Int {
        var end = 0
        while rows.contains(end) { end += 1 }
        return end
    }

    /// What a new process finds, as the daemon's activator reads it.
    func found() -> InvocationMachine.Restored {
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
            if exception.state == .waiting {
                found.waiting.append((row, exception.attempt + 1, .milliseconds(row * 7 % 900)))
            } else if exception.state == .held {
                found.held.insert(row..<row + 1)
            }
        }
        for batch in batches {
            for range in batch.ranges where range.upperBound > from {
                found.reported.insert(range.clamped(to: from..<Int.max))
            }
        }
        return found
    }

    /// Rows that were claimed and whose record does not say what became of them.
    var lost: [Int] {
        (0..<progress.claimedTo).filter { row in
            guard status(of: row) == nil else { return false }
            return exceptions[row].map { $0.state == .sending } ?? true
        }
    }
}
