package import Bridge
internal import SQLite

/// Each row is handed over as it is read, and the receiver keeps what it needs.
extension StoreReader {
    /// The rows of the calls that reach to `row` or beyond, in order; no result is read.
    package func callRanges(
        of key: InvocationKey, from row: Int, _ each: (Range<Int>) -> Void
    ) throws(StoreError) {
        try stored { () throws(SQLiteError) in
            try bind(restart.callRanges, RecordKey.of(key, 0), RecordKey.of(key, row))
            try restart.callRanges.bind(3, RecordKey.all(of: key).upperBound)
            defer { restart.callRanges.reset() }
            while try restart.callRanges.step() {
                let first = RecordKey.row(restart.callRanges.integer(0))
                let end = first + Int(restart.callRanges.integer(1))
                if end > row { each(first..<end) }
            }
        }
    }

    /// The exceptions from `row` on, in order of rows: without results, and with the reasons only
    /// of rows that are being looked up.
    package func exceptions(
        of key: InvocationKey, from row: Int, _ each: (ExceptionRecord) -> Void
    ) throws(StoreError) {
        try stored { () throws(SQLiteError) in
            try bind(
                restart.exceptions, RecordKey.of(key, row), RecordKey.all(of: key).upperBound)
        }
        defer { restart.exceptions.reset() }
        while try next(restart.exceptions) { each(try exception(from: restart.exceptions)) }
    }

    /// The rows of all batches that hold any row from `row` on, and of which the product is not to
    /// hear again.
    package func reportedRanges(
        of key: InvocationKey, reachingBeyond row: Int
    ) throws(StoreError) -> RowRanges {
        let keys = RecordKey.all(of: key)
        try stored { () throws(SQLiteError) in
            try bind(restart.batches, keys.lowerBound, keys.upperBound)
            try restart.batches.bind(3, row)
            try bind(restart.corrections, keys.lowerBound, keys.upperBound)
        }
        defer {
            restart.batches.reset()
            restart.corrections.reset()
        }
        var found = RowRanges()
        while try next(restart.batches) {
            guard let batch = RowRanges(text: restart.batches.bytes(0)) else {
                throw .damaged("a batch of invocation \(key) has no valid rows")
            }
            for range in batch.ranges { found.insert(range) }
        }
        while try next(restart.corrections) {
            let row = RecordKey.row(restart.corrections.integer(0))
            found.remove(row..<row + 1)
        }
        return found
    }
}
