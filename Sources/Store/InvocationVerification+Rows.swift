internal import Bridge
internal import SQLite

extension InvocationVerification {
    /// What a walk over the rows counts. Calls and exceptions come in the order of rows, and an
    /// exception within a call stands for its row.
    private struct Count {
        /// Every row below this is accounted for, or was found to be without a record.
        var next = 0
        var succeeded = 0
        var failed = 0
        var unknown = 0
        /// The next exception.
        var exception: (row: Int, state: ExceptionState?, hasResult: Bool)?
        var firstWithoutRecord: Int?
    }

    /// Every claimed row is accounted for: by its call, by its exception, or (while the invocation
    /// is at work, and at most until the next start) by nothing, since it is being sent.
    mutating func checkRows(_ queries: borrowing VerificationQueries) throws(SQLiteError) {
        var count = Count()
        try bind(queries.calls)
        try bind(queries.exceptions)
        defer {
            queries.calls.reset()
            queries.exceptions.reset()
        }
        try advance(&count, queries.exceptions)
        while try queries.calls.step() {
            records += 1
            try take(call: queries.calls, &count, queries)
        }
        while let exception = count.exception {
            skip(to: exception.row, &count)
            settle(exception, &count)
            try advance(&count, queries.exceptions)
        }
        if count.next > progress.claimedTo {
            say("row \(count.next - 1) has a record and was never claimed", "it may be sent twice")
        }
        skip(to: progress.claimedTo, &count)
        compare(count)
    }

    private mutating func take(
        call: borrowing Statement, _ count: inout Count, _ queries: borrowing VerificationQueries
    ) throws(SQLiteError) {
        let first = RecordKey.row(call.integer(0))
        let rows = VerificationSubject.rowNumber(call.integer(1))
        let held = try queries.count(call, in: .callResults)
        if held != rows {
            say(
                "the call at row \(first) counts \(rows) rows and holds \(held) results",
                "its rows cannot be reported")
        }
        while let exception = count.exception, exception.row < first {
            skip(to: exception.row, &count)
            settle(exception, &count)
            try advance(&count, queries.exceptions)
        }
        if first < count.next {
            say("row \(first) has two records", "it was sent twice, or its result is not its own")
        }
        skip(to: first, &count)
        let end = max(count.next, first + rows)
        while let exception = count.exception, exception.row < end {
            count.succeeded += max(0, exception.row - count.next)
            settle(exception, &count)
            try advance(&count, queries.exceptions)
        }
        count.succeeded += end - count.next
        count.next = end
    }

    /// Reads the next exception.
    private mutating func advance(
        _ count: inout Count, _ exceptions: borrowing Statement
    ) throws(SQLiteError) {
        guard try exceptions.step() else {
            count.exception = nil
            return
        }
        records += 1
        count.exception = (
            RecordKey.row(exceptions.integer(0)),
            ExceptionState(rawValue: exceptions.string(1)), exceptions.integer(2) == 0
        )
    }

    /// Rows up to `row` have no record.
    private mutating func skip(to row: Int, _ count: inout Count) {
        guard row > count.next else { return }
        if count.firstWithoutRecord == nil { count.firstWithoutRecord = count.next }
        let end = min(row, progress.claimedTo)
        if end > count.next { unsettled.insert(count.next..<end) }
        count.next = row
    }

    private mutating func settle(
        _ exception: (row: Int, state: ExceptionState?, hasResult: Bool), _ count: inout Count
    ) {
        count.next = max(count.next, exception.row + 1)
        switch exception.state {
        case .succeeded:
            count.succeeded += 1
            if !exception.hasResult {
                say(
                    "row \(exception.row) succeeded and has no result",
                    "the product is told that it failed")
            }
        case .failed: count.failed += 1
        case .unknown: count.unknown += 1
        case .waiting, .sending, .reconciling, .held:
            unsettled.insert(exception.row..<exception.row + 1)
        case nil:
            say("row \(exception.row) has an unknown state", "it cannot be worked on")
        }
    }

    private mutating func compare(_ count: Count) {
        let counters = [
            ("succeeded", progress.succeeded, count.succeeded),
            ("failed", progress.failed, count.failed),
            ("unknown", progress.unknown, count.unknown),
        ]
        for (name, kept, found) in counters where kept != found {
            say(
                "it counts \(kept) rows as \(name), and its records tell of \(found)",
                "the end comes too early, or never")
        }
        if let row = unsettled.first, row < progress.settledTo {
            say(
                "row \(row) has no final status, and every row below \(progress.settledTo) counts "
                    + "as settled", "it is never taken up again")
        }
        if subject.isOver, let row = count.firstWithoutRecord {
            say("row \(row) has no record", "nobody knows whether it was sent")
        }
    }
}
