package import Bridge
internal import SQLite

extension StoreReader {
    /// The page that holds a row.
    package func page(
        of key: InvocationKey, containing row: Int
    ) throws(StoreError) -> PageRecord? {
        try stored { () throws(SQLiteError) in
            try bind(rows.page, RecordKey.of(key, 0), RecordKey.of(key, row))
        }
        defer { rows.page.reset() }
        guard try next(rows.page) else { return nil }
        let place = rows.page.integer(0)
        let first = RecordKey.row(place)
        let count = Int(rows.page.integer(1))
        // Before the value is opened: the page may be one of rows that come long before.
        guard (first..<first + count).contains(row) else { return nil }
        return PageRecord(
            firstRow: first, rowCount: count,
            columns: try rows.page.optionalValue(2, ValuePlace(.pageColumns, place), vault),
            rows: try rows.page.value(3, ValuePlace(.pageRows, place), vault))
    }

    /// The calls that cover any of the rows, in order of rows.
    package func calls(
        of key: InvocationKey, in range: Range<Int>, _ each: (CallRecord) -> Void
    ) throws(StoreError) {
        guard !range.isEmpty else { return }
        try stored { () throws(SQLiteError) in
            try bind(rows.calls, RecordKey.of(key, 0), RecordKey.of(key, range.lowerBound))
            try rows.calls.bind(3, RecordKey.of(key, range.upperBound - 1))
        }
        defer { rows.calls.reset() }
        while try next(rows.calls) {
            let place = rows.calls.integer(0)
            let first = RecordKey.row(place)
            let count = Int(rows.calls.integer(1))
            guard first + count > range.lowerBound else { continue }
            each(
                CallRecord(
                    firstRow: first, rowCount: count,
                    sentAt: UnixTime(milliseconds: rows.calls.integer(2)),
                    milliseconds: Int(rows.calls.integer(3)),
                    results: try rows.calls.value(4, ValuePlace(.callResults, place), vault)))
        }
    }

    /// The exceptions among the rows, in order of rows.
    package func exceptions(
        of key: InvocationKey, in range: Range<Int>
    ) throws(StoreError) -> [ExceptionRecord] {
        guard !range.isEmpty else { return [] }
        try stored { () throws(SQLiteError) in
            try bind(
                rows.exceptions, RecordKey.of(key, range.lowerBound),
                RecordKey.of(key, range.upperBound - 1))
        }
        defer { rows.exceptions.reset() }
        var found: [ExceptionRecord] = []
        while try next(rows.exceptions) { found.append(try exception(from: rows.exceptions)) }
        return found
    }

    /// The exception that a query stands at; its columns are those of `RowQueries.exceptions`.
    func exception(from query: borrowing Statement) throws(StoreError) -> ExceptionRecord {
        let place = query.integer(0)
        let row = RecordKey.row(place)
        guard let state = ExceptionState(rawValue: query.string(1)) else {
            throw .contradiction("the exception of row \(row) has an unknown state")
        }
        return ExceptionRecord(
            row: row, state: state, attempt: Int(query.integer(2)),
            class: query.optionalString(3).flatMap { OutcomeClass(rawValue: $0) },
            reason: try query.text(4, ValuePlace(.exceptionReason, place), vault),
            at: UnixTime(milliseconds: query.integer(5)),
            dueAt: query.optionalInteger(6).map { UnixTime(milliseconds: $0) },
            result: try query.optionalValue(7, ValuePlace(.exceptionResult, place), vault))
    }

    /// The kept attempts of a row, oldest first.
    package func attempts(
        of key: InvocationKey, row: Int
    ) throws(StoreError) -> [AttemptRecord] {
        let place = RecordKey.of(key, row)
        try stored { () throws(SQLiteError) in try rows.attempts.bind(1, place) }
        defer { rows.attempts.reset() }
        var found: [AttemptRecord] = []
        while try next(rows.attempts) {
            guard let outcome = OutcomeClass(rawValue: rows.attempts.string(3)) else {
                throw .contradiction("an attempt of row \(row) has an unknown class")
            }
            let number = rows.attempts.integer(5)
            let reason = ValuePlace(.attemptReason, place, number: number)
            found.append(
                AttemptRecord(
                    row: row, attempt: Int(rows.attempts.integer(0)),
                    sentAt: UnixTime(milliseconds: rows.attempts.integer(1)),
                    milliseconds: Int(rows.attempts.integer(2)), class: outcome,
                    reason: try rows.attempts.text(4, reason, vault)))
        }
        return found
    }

    /// How many batches were acknowledged: the number of the last one, 0 before the first.
    package func batchCount(of key: InvocationKey) throws(StoreError) -> Int {
        let keys = RecordKey.all(of: key)
        return try stored { () throws(SQLiteError) in
            try bind(rows.lastBatch, keys.lowerBound, keys.upperBound)
            defer { rows.lastBatch.reset() }
            _ = try rows.lastBatch.step()
            return rows.lastBatch.isNull(0) ? 0 : RecordKey.row(rows.lastBatch.integer(0))
        }
    }

    func bind(
        _ query: borrowing Statement, _ first: Int64, _ second: Int64
    ) throws(SQLiteError) {
        try query.bind(1, first)
        try query.bind(2, second)
    }
}
