package import Bridge
internal import SQLite

/// What people ask of rows, in pieces of bounded work.
extension StoreReader {
    /// The exceptions in a state, from a row on.
    package func exceptions(
        of key: InvocationKey, in state: ExceptionState, from row: Int, limit: Int
    ) throws(StoreError) -> ExceptionPage {
        let (rows, next) =
            ActScope.states.contains(state)
            ? try rows(rowListing.actableStates, of: key, in: state, from: row, limit: limit)
            : try rows(rowListing.exceptionStates, of: key, in: state, from: row, limit: limit)
        var page = ExceptionPage(exceptions: [], next: next)
        for row in rows { page.exceptions += try briefExceptions(of: key, in: row..<row + 1) }
        return page
    }

    private func rows(
        _ query: borrowing Statement, of key: InvocationKey, in state: ExceptionState,
        from row: Int, limit: Int
    ) throws(StoreError) -> ([Int], next: Int?) {
        try stored { () throws(SQLiteError) in
            try query.bind(1, RecordKey.of(key, row))
            try query.bind(2, RecordKey.all(of: key).upperBound)
            try query.bind(3, state.word)
            try query.bind(4, Self.scanMax)
            defer { query.reset() }
            var rows: [Int] = []
            var seen = 0
            while try query.step() {
                let row = RecordKey.row(query.integer(0))
                seen += 1
                if query.integer(1) != 0 { rows.append(row) }
                if rows.count == limit || seen == Self.scanMax { return (rows, row + 1) }
            }
            return (rows, nil)
        }
    }

    /// How many rows are in one of the states that an operator can act on.
    ///
    /// - Parameters:
    ///   - invocation: `nil` for all.
    ///   - row: only with an invocation; `nil` for all of its rows.
    ///   - mappingName: `nil` for all.
    ///   - max: rows of each state that are looked at.
    package func actableCount(
        _ states: [ExceptionState], of invocation: InvocationKey?, row: Int?,
        mappingName: String?, max: Int
    ) throws(StoreError) -> BoundedCount {
        let keys = invocation.map { RecordKey.all(of: $0) } ?? 0...Int64.max
        var all = BoundedCount(count: 0, isCut: false)
        for state in states {
            try stored { () throws(SQLiteError) in
                let first = invocation.flatMap { key in row.map { RecordKey.of(key, $0) } }
                try rowListing.actableCount.bind(1, first ?? keys.lowerBound)
                try rowListing.actableCount.bind(2, first ?? keys.upperBound)
                try rowListing.actableCount.bind(3, state.word)
                try rowListing.actableCount.bind(4, max)
                try rowListing.actableCount.bind(5, mappingName)
                defer { rowListing.actableCount.reset() }
                _ = try rowListing.actableCount.step()
                all.count += Int(rowListing.actableCount.integer(1))
                all.isCut = all.isCut || rowListing.actableCount.integer(0) == max
            }
        }
        return all
    }

    /// Whether the product is still to hear of a reported row's later end.
    package func isToBeCorrected(
        _ row: Int, of key: InvocationKey
    ) throws(StoreError) -> Bool {
        try stored { () throws(SQLiteError) in
            try rowListing.correction.bind(1, RecordKey.of(key, row))
            defer { rowListing.correction.reset() }
            return try rowListing.correction.step()
        }
    }

    /// How many rows of an invocation are in each state that has records of its own.
    package func exceptionCounts(of key: InvocationKey) throws(StoreError) -> ExceptionCounts {
        let keys = RecordKey.all(of: key)
        try stored { () throws(SQLiteError) in
            try rowListing.exceptionCounts.bind(1, keys.lowerBound)
            try rowListing.exceptionCounts.bind(2, keys.upperBound)
            try rowListing.exceptionCounts.bind(3, Self.scanMax + 1)
        }
        defer { rowListing.exceptionCounts.reset() }
        var found = ExceptionCounts(counts: [:], isCut: false)
        var all = 0
        while try next(rowListing.exceptionCounts) {
            guard let state = ExceptionState(rawValue: rowListing.exceptionCounts.string(0)) else {
                throw .damaged("an exception of invocation \(key) has an unknown state")
            }
            let count = Int(rowListing.exceptionCounts.integer(1))
            found.counts[state] = count
            all += count
        }
        found.isCut = all > Self.scanMax
        return found
    }

    /// The exceptions among the rows, in order of rows, without their results.
    package func briefExceptions(
        of key: InvocationKey, in range: Range<Int>
    ) throws(StoreError) -> [ExceptionRecord] {
        guard !range.isEmpty else { return [] }
        try stored { () throws(SQLiteError) in
            try rowListing.exceptions.bind(1, RecordKey.of(key, range.lowerBound))
            try rowListing.exceptions.bind(2, RecordKey.of(key, range.upperBound - 1))
        }
        defer { rowListing.exceptions.reset() }
        var found: [ExceptionRecord] = []
        while try next(rowListing.exceptions) {
            found.append(try exception(from: rowListing.exceptions))
        }
        return found
    }

    /// The rows of the calls that reach into a range, in order; no result is read.
    package func callRanges(
        of key: InvocationKey, in rows: Range<Int>
    ) throws(StoreError) -> [Range<Int>] {
        guard !rows.isEmpty else { return [] }
        return try stored { () throws(SQLiteError) in
            try restart.callRanges.bind(1, RecordKey.of(key, 0))
            try restart.callRanges.bind(2, RecordKey.of(key, rows.lowerBound))
            try restart.callRanges.bind(3, RecordKey.of(key, rows.upperBound - 1))
            defer { restart.callRanges.reset() }
            var ranges: [Range<Int>] = []
            while try restart.callRanges.step() {
                let first = RecordKey.row(restart.callRanges.integer(0))
                let end = first + Int(restart.callRanges.integer(1))
                if end > rows.lowerBound { ranges.append(first..<end) }
            }
            return ranges
        }
    }

    /// The acknowledged batches that held a row, oldest first: one, or more after a correction.
    package func batches(
        of key: InvocationKey, holding row: Int
    ) throws(StoreError) -> [BatchRecord] {
        let keys = RecordKey.all(of: key)
        try stored { () throws(SQLiteError) in
            try rowListing.batchesOfRow.bind(1, keys.lowerBound)
            try rowListing.batchesOfRow.bind(2, keys.upperBound)
            try rowListing.batchesOfRow.bind(3, row)
        }
        defer { rowListing.batchesOfRow.reset() }
        var found: [BatchRecord] = []
        while try next(rowListing.batchesOfRow) {
            let number = RecordKey.row(rowListing.batchesOfRow.integer(0))
            guard let rows = RowRanges(text: rowListing.batchesOfRow.bytes(4)) else {
                throw .damaged("batch \(number) of invocation \(key) has no valid rows")
            }
            guard rows.contains(row) else { continue }
            found.append(
                BatchRecord(
                    number: number, rows: rows,
                    sentAt: UnixTime(milliseconds: rowListing.batchesOfRow.integer(1)),
                    milliseconds: Int(rowListing.batchesOfRow.integer(2)),
                    attempts: Int(rowListing.batchesOfRow.integer(3))))
        }
        return found
    }
}
