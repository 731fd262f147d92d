package import Bridge
internal import SQLite

/// What people ask for, in pieces of bounded work: with a million rows in the store each takes
/// milliseconds.
extension StoreReader {
    /// Records that one piece looks at, at most.
    package static let scanMax = 10_000

    /// The newest invocations below `key` that fit, newest first.
    package func summaries(
        _ filter: InvocationFilter = InvocationFilter(), before key: InvocationKey?, limit: Int
    ) throws(StoreError) -> InvocationPage {
        let isUnfinished = filter.state.map { $0 != .completed } ?? false
        let (keys, next) =
            isUnfinished
            ? try fitting(filter, listing.unfinished, before: key, limit: limit)
            : try fitting(filter, listing.invocations, before: key, limit: limit)
        var page = InvocationPage(invocations: [], next: next)
        for key in keys {
            if let summary = try summary(of: key) { page.invocations.append(summary) }
        }
        return page
    }

    private func fitting(
        _ filter: InvocationFilter, _ query: borrowing Statement, before key: InvocationKey?,
        limit: Int
    ) throws(StoreError) -> (keys: [InvocationKey], next: InvocationKey?) {
        try stored { () throws(SQLiteError) in
            try query.bind(1, key?.number ?? .max)
            try query.bind(2, Self.scanMax)
            try query.bind(3, filter.state?.rawValue)
            try query.bind(4, filter.mappingName)
            try query.bind(5, filter.tenantID)
            defer { query.reset() }
            var keys: [InvocationKey] = []
            var seen = 0
            while try query.step() {
                let key = InvocationKey(query.integer(0))
                seen += 1
                if query.integer(1) != 0 { keys.append(key) }
                if keys.count == limit || seen == Self.scanMax { return (keys, key) }
            }
            return (keys, nil)
        }
    }

    /// One line of a list of invocations.
    package func summary(of key: InvocationKey) throws(StoreError) -> InvocationSummary? {
        try stored { () throws(SQLiteError) in try listing.summary.bind(1, key.number) }
        defer { listing.summary.reset() }
        guard try next(listing.summary) else { return nil }
        return InvocationSummary(
            key: key, id: try id(listing.summary), mappingName: listing.summary.string(18),
            tenantID: listing.summary.string(19), progress: try progress(listing.summary),
            acceptedAt: UnixTime(milliseconds: listing.summary.integer(3)),
            changedAt: UnixTime(milliseconds: listing.summary.integer(4)),
            reason: listing.summary.optionalString(15))
    }

    /// The ids that begin with a text of hexadecimal digits and dashes, at most `limit` of them.
    package func ids(
        beginningWith prefix: String, limit: Int
    ) throws(StoreError) -> [InvocationID] {
        try stored { () throws(SQLiteError) in
            try listing.idsOfPrefix.bind(1, prefix)
            try listing.idsOfPrefix.bind(2, limit)
            defer { listing.idsOfPrefix.reset() }
            var ids: [InvocationID] = []
            while try listing.idsOfPrefix.step() {
                if let id = InvocationID(listing.idsOfPrefix.string(0)) { ids.append(id) }
            }
            return ids
        }
    }

    /// The exceptions in a state, from a row on.
    package func exceptions(
        of key: InvocationKey, in state: ExceptionState, from row: Int, limit: Int
    ) throws(StoreError) -> ExceptionPage {
        let (rows, next) =
            ActScope.states.contains(state)
            ? try rows(listing.actableStates, of: key, in: state, from: row, limit: limit)
            : try rows(listing.exceptionStates, of: key, in: state, from: row, limit: limit)
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
                try listing.actableCount.bind(1, first ?? keys.lowerBound)
                try listing.actableCount.bind(2, first ?? keys.upperBound)
                try listing.actableCount.bind(3, state.word)
                try listing.actableCount.bind(4, max)
                try listing.actableCount.bind(5, mappingName)
                defer { listing.actableCount.reset() }
                _ = try listing.actableCount.step()
                all.count += Int(listing.actableCount.integer(1))
                all.isCut = all.isCut || listing.actableCount.integer(0) == max
            }
        }
        return all
    }

    /// How many invocations that are not completed fit, of those that one piece looks at.
    package func count(_ filter: InvocationFilter) throws(StoreError) -> BoundedCount {
        let (keys, next) = try fitting(
            filter, listing.unfinished, before: nil, limit: Self.scanMax)
        return BoundedCount(count: keys.count, isCut: next != nil)
    }

    /// Whether the product is still to hear of a reported row's later end.
    package func isToBeCorrected(
        _ row: Int, of key: InvocationKey
    ) throws(StoreError) -> Bool {
        try stored { () throws(SQLiteError) in
            try listing.correction.bind(1, RecordKey.of(key, row))
            defer { listing.correction.reset() }
            return try listing.correction.step()
        }
    }

    /// How many rows of an invocation are in each state that has records of its own.
    package func exceptionCounts(of key: InvocationKey) throws(StoreError) -> ExceptionCounts {
        let keys = RecordKey.all(of: key)
        try stored { () throws(SQLiteError) in
            try listing.exceptionCounts.bind(1, keys.lowerBound)
            try listing.exceptionCounts.bind(2, keys.upperBound)
            try listing.exceptionCounts.bind(3, Self.scanMax + 1)
        }
        defer { listing.exceptionCounts.reset() }
        var found = ExceptionCounts(counts: [:], isCut: false)
        var all = 0
        while try next(listing.exceptionCounts) {
            guard let state = ExceptionState(rawValue: listing.exceptionCounts.string(0)) else {
                throw .damaged("an exception of invocation \(key) has an unknown state")
            }
            let count = Int(listing.exceptionCounts.integer(1))
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
            try listing.exceptions.bind(1, RecordKey.of(key, range.lowerBound))
            try listing.exceptions.bind(2, RecordKey.of(key, range.upperBound - 1))
        }
        defer { listing.exceptions.reset() }
        var found: [ExceptionRecord] = []
        while try next(listing.exceptions) { found.append(try exception(from: listing.exceptions)) }
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
            try listing.batchesOfRow.bind(1, keys.lowerBound)
            try listing.batchesOfRow.bind(2, keys.upperBound)
            try listing.batchesOfRow.bind(3, row)
        }
        defer { listing.batchesOfRow.reset() }
        var found: [BatchRecord] = []
        while try next(listing.batchesOfRow) {
            let number = RecordKey.row(listing.batchesOfRow.integer(0))
            guard let rows = RowRanges(text: listing.batchesOfRow.bytes(4)) else {
                throw .damaged("batch \(number) of invocation \(key) has no valid rows")
            }
            guard rows.contains(row) else { continue }
            found.append(
                BatchRecord(
                    number: number, rows: rows,
                    sentAt: UnixTime(milliseconds: listing.batchesOfRow.integer(1)),
                    milliseconds: Int(listing.batchesOfRow.integer(2)),
                    attempts: Int(listing.batchesOfRow.integer(3))))
        }
        return found
    }
}
